"""All that is known of a subscriber, in words that they understand."""


def told_to(subscriber):
    """For the person themselves, and for staff who answer a request of rights."""
    return {
        "adresse": subscriber.address,
        "rythme": subscriber.get_rhythm_display(),
        "suit toutes les actions": subscriber.follows_everything,
        "thèmes suivis": [theme.name for theme in subscriber.themes.all()],
        "actions suivies": [str(action) for action in subscriber.actions.all()],
        "demandé le": subscriber.asked_at,
        "confirmé le": subscriber.confirmed_at,
        "dernier signe le": subscriber.seen_at,
        "question de rester posée le": subscriber.asked_again_at,
        "adresse refusée par son serveur le": subscriber.refused_at,
        "accords": [
            {
                "texte": consent.text_shown,
                "origine": consent.source,
                "demandé le": consent.asked_at,
                "confirmé le": consent.confirmed_at,
            }
            for consent in subscriber.consents.all()
        ],
        "envois": [
            {
                "numéro": delivery.issue.number,
                "état": delivery.mail.get_state_display(),
                "envoyé le": delivery.mail.sent_at,
            }
            for delivery in subscriber.deliveries.select_related("issue", "mail").order_by("pk")
        ],
    }
