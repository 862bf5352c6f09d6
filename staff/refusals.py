"""A right that is missing: which role has it, and whom to ask."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, User
from django.http import HttpRequest

from .models import Helpdesk
from .presence import name_of

# What a page asks, by the end of the name of its address; others ask to change their record.
VERBS = {"add": "add", "import": "add", "process_import": "add", "delete": "delete"}
VERBS |= dict.fromkeys(["changelist", "history", "version", "export"], "view")
# Those that ask another right, by the beginning of that name.
OTHER_RIGHTS = {
    "actions_importrun": "actions.import_action",
    "actions_importword": "actions.import_action",
    "actions_redaction": "actions.add_redaction",
    "newsletter_delivery": "newsletter.decide_delivery",
    "newsletter_export": "newsletter.export_addresses",
    "newsletter_find_address": "newsletter.see_addresses",
    "newsletter_issue_approve": "newsletter.approve_issue",
    "newsletter_listimport": "newsletter.import_addresses",
    "newsletter_take_list": "newsletter.import_addresses",
    "portraits_consent_paper": "portraits.read_consent",
}


def right_for(request: HttpRequest) -> str:
    """« app.verb_model », that the page asked wants; nothing when it is of no record."""
    name = (request.resolver_match and request.resolver_match.url_name) or ""
    for beginning, right in OTHER_RIGHTS.items():
        if name.startswith(beginning):
            return right
    app, _, rest = name.partition("_")
    model, _, page = rest.partition("_")
    is_read = page == "change" and request.method != "POST"
    return f"{app}.{'view' if is_read else VERBS.get(page, 'change')}_{model}" if page else ""


def roles_for(request: HttpRequest) -> str:
    """« le rôle « Communication » ou « … » »; nothing when administrators alone have the right."""
    app, _, codename = right_for(request).partition(".")
    groups = Group.objects.filter(
        permissions__codename=codename, permissions__content_type__app_label=app
    )
    return listed(groups.order_by("name").values_list("name", flat=True).distinct(), " ou ")


def listed(names: Iterable[str], last: str = " et ") -> str:
    *others, end = [f"« {name} »" for name in names] or [""]
    if not others:
        return end and f"le rôle {end}"
    return f"{'le rôle' if last == ' ou ' else 'les rôles'} {', '.join(others)}{last}{end}"


def whom_to_ask() -> str:
    """Whom staff wrote, or the accounts that administer the site."""
    if helpdesk := Helpdesk.objects.first():
        return helpdesk.contact
    found = [
        f"{name_of(one)} ({one.email})" if one.email else name_of(one)
        for one in User.objects.filter(is_superuser=True, is_active=True).order_by("pk")[:3]
    ]
    return " ou ".join(found) or "la personne qui tient le serveur : personne n’administre le site"
