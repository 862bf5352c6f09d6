"""What the groups of the back office may do.

Models are named by strings, « app » for all of an app or « app.model »: this app imports none of
those above it.
"""

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

CONTENT = [
    "publishing",
    "search",
    "writing",
    "figures",
    "services",
    "portraits",
    "participation",
    "legal",
    "pages",
]
ISSUES = ["newsletter.issue", "newsletter.item"]  # of the newsletter, what it tells
# Who agreed to be shown, by name, is for those who publish alone.
EVERYTHING = [*(app for app in CONTENT if app != "portraits"), "portraits.portrait"]
EVERYTHING += ["portraits.portraitpicture", "actions", "newsletter"]
# Lines inside the form of something else: taking one out is a change of the whole.
PARTS = [
    "figures.reading",
    "services.landmark",
    "portraits.portraitpicture",
    "pages.campaignfact",
    "participation.phase",
    "participation.milestone",
    "participation.outcome",
    "participation.document",
    "participation.processfigure",
]

# Texts whose changes may be proposed: what somebody else reads before it is public. Actions are
# left to those who follow them, tribunes to their groups.
PROPOSED = ["pages.page", "services.service", "services.moment", "services.landmark"]
PROPOSED += ["participation", "portraits.portrait", "portraits.portraitpicture"]
PLACED = ["publishing.picture", "writing.attachment"]  # in a text, and public with it

ROLES = {
    "Communication": {
        "view": [*EVERYTHING, "portraits.consent"],
        "read": ["portraits.consent"],
        "add": [*CONTENT, "newsletter.issue"],
        "change": [*CONTENT, *ISSUES],
        "delete": [*PARTS, "newsletter.issue"],
        "publish": ["staff.proposal"],  # without asking anybody; others propose
        "decide": ["newsletter.delivery"],  # of doubtful messages, and of sending again
    },
    # Writes what somebody else publishes: no « publish » here.
    "Rédaction": {
        "view": EVERYTHING,
        "add": [*PROPOSED, *PLACED, "figures.source"],
        "change": [*PROPOSED, *PLACED],
        "delete": [part for part in PARTS if part != "figures.reading"],
    },
    "Validation": {
        "view": [*EVERYTHING, "portraits.consent"],
        "change": [*PROPOSED, *PLACED],
        "publish": ["staff.proposal"],
    },
    # An issue that somebody wrote leaves when somebody else says so.
    "Validation de la lettre d’information": {"view": EVERYTHING, "approve": ["newsletter.issue"]},
    "Suivi des actions": {
        "view": EVERYTHING,
        "change": ["actions.action"],
        "add": ["actions.event"],
        "publish": ["staff.proposal"],
        "import": ["actions.action"],  # a right of its own: one file moves many actions
    },
    # The only ones who meet addresses: answering a request of rights, bringing a list in or out.
    "Abonnements": {
        "view": ["newsletter"],
        "see": ["newsletter.addresses"],
        "erase": ["newsletter.addresses"],
        "import": ["newsletter.addresses"],
        "export": ["newsletter.addresses"],
    },
    # Messages come from people: whoever answers them is named for that.
    "Réponses au public": {
        "view": [*EVERYTHING, "contact.message"],
        "change": ["contact.message"],
    },
    # Two persons are needed: one asks, another confirms.
    "Protection des personnes": {"view": EVERYTHING, "add": ["actions.redaction"]},
    "Lecture": {"view": EVERYTHING},
    # Councillors outside the majority: each account is that of a group.
    "Tribunes": {
        "view": ["legal.tribune"],
        "add": ["legal.tribune"],
        "change": ["legal.tribune"],
        "publish": ["staff.proposal"],  # nobody reads a tribune before it is public
    },
}

# What each lets one do, for whoever gives it.
HELP = {
    "Communication": "écrit et publie les contenus, prépare la lettre d’information",
    "Rédaction": "écrit et propose ; une autre personne relit et publie",
    "Validation": "relit ce qui est proposé et le publie",
    "Validation de la lettre d’information": "relit un numéro et le laisse partir",
    "Suivi des actions": "enregistre les étapes, importe les tableaux des services",
    "Abonnements": "voit les adresses des abonnés, répond à leurs demandes",
    "Réponses au public": "lit les messages du public, y répond et publie les réponses",
    "Protection des personnes": "demande ou confirme le retrait de mots qui désignent quelqu’un",
    "Tribunes": "écrit et publie les tribunes de son groupe d’élus, et rien d’autre",
    "Lecture": "voit tout ce qui est écrit, sans rien changer",
}


def missing_roles():
    known = set(Group.objects.values_list("name", flat=True))
    return [name for name in ROLES if name not in known]


def create_roles(wanted=ROLES):
    """Create those that are missing and return their names.

    A group that exists is left as it is: what an administrator took away stays away.
    """
    missing = [name for name in missing_roles() if name in wanted]
    for name in missing:
        Group.objects.create(name=name).permissions.set(permissions_of(name))
    return missing


def missing_rights(wanted=ROLES):
    """`{group: permissions}` of the roles that have less than those of a new installation.

    A version of the site may have added them, or an administrator taken them away: only people
    know. A group that the town made or renamed is none of ours.
    """
    found = {}
    for group in Group.objects.filter(name__in=wanted).order_by("name"):
        held = group.permissions.values("pk")
        if less := permissions_of(group.name).exclude(pk__in=held).select_related("content_type"):
            found[group] = less.order_by("content_type__app_label", "codename")
    return found


def permissions_of(role):
    asked = Q()
    for verb, places in ROLES[role].items():
        for place in places:
            app, _, model = place.partition(".")
            codename = (
                Q(codename=f"{verb}_{model}") if model else Q(codename__startswith=f"{verb}_")
            )
            asked |= codename & Q(content_type__app_label=app)
    # The tables of past versions are written by the site alone.
    return Permission.objects.filter(asked).exclude(content_type__model__startswith="historical")
