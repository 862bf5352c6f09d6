from django.apps import AppConfig


class NewsletterConfig(AppConfig):
    name = "newsletter"
    verbose_name = "Newsletter"
    # Why a change of these leaves every page as it is (see publishing.versions).
    not_public = {
        "subscriber": "who subscribes is nobody else’s business, and no page counts them",
        "consent": "the proof that a subscriber asked",
        "forgottenaddress": "a hash of somebody who left",
        "delivery": "what was sent to whom",
    }
