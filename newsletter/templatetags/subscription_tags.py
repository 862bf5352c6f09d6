"""The subscription form wherever it stands, and what somebody follows, in words."""

from django import template

from mail.addresses import shown

from ..subscribers.forms import SubscriptionForm

register = template.Library()
register.filter("address", shown)


@register.inclusion_tag("newsletter/includes/subscription_fields.html", takes_context=True)
def subscription_form(context):
    """An empty form, for a page that may be a file."""
    return {"form": SubscriptionForm(request=context["request"])}


@register.filter
def followed(choices):
    """« le thème Commerces, l’action n° 9 » of what was chosen."""
    themes = [f"le thème « {theme.name} »" for theme in choices["themes"]]
    actions = [f"l’action n° {action.number}, {action.name}" for action in choices["actions"]]
    return " ; ".join(themes + actions) or "toutes les actions"


@register.filter
def followed_by(subscriber):
    if subscriber.follows_everything:
        return "toutes les actions"
    return followed({"themes": subscriber.themes.all(), "actions": subscriber.actions.all()})
