"""Every public page and the day it last changed, for search engines.

A new public page is added here; `tests/pages/test_sitemap.py` finds those that were forgotten.
"""

from django.db.models import Max
from django.urls import reverse

from actions.models import Action, Event, Status, Tally, Theme
from contact.models import Message
from figures.models import Figure, Reading, Source
from legal.models import (
    Audit,
    Host,
    Identity,
    Nonconformity,
    Processing,
    Publisher,
    Statement,
    Tribune,
    TribuneSpace,
)
from newsletter.models import Issue
from participation.models import Process
from portraits.models import Portrait
from services.models import Moment, Need, Service, Trade

from .models import Correction, Page

# Pages that follow the records they list: address name → models.
FOLLOWING = {
    "pages:home": [Action, Event, Portrait, Process, Moment, Page],
    "services:day": [Moment],
    "services:list": [Service, Need],
    "services:trades": [Trade, Portrait],
    "portraits:list": [Portrait],
    "actions:list": [Action, Event],
    "actions:journal": [Action, Event],
    "actions:punctuality": [Action, Event],
    "actions:tallies": [Tally, Action, Event],
    "actions:notices": [Action, Event],
    "actions:filter": [Action, Event],
    "actions:easy": [Action, Event],
    "pages:easy": [Action, Event, Service],
    "data:index": [Action, Event, Figure, Reading, Source, Process],
    "newsletter:subscribe": [Action, Theme],
    "contact:write": [],
    "contact:answers": [Message],
    "figures:list": [Figure, Reading, Source, Action],
    "pages:posters": [Portrait, Moment, Action, Event],
    "pages:corrections": [Correction],
    "pages:site_map": [Service, Portrait, Process, Action, Page],
    "legal:accessibility": [Statement, Audit, Nonconformity, Publisher, Identity],
    "legal:notice": [Publisher, Host, Identity],
    "legal:personal_data": [Processing, Publisher, Host, Identity],
}
# Contents with a page each; `/plan-du-site/` finds them here too, by the name of their model.
CONTENT = (Page, Service, Portrait, Process)

# What readers call each kind of page, by the name of its address.
KINDS = {
    "pages:home": "Accueil",
    "services:day": "La journée",
    "services:poster": "L’affiche d’un moment",
    "services:list": "Services",
    "services:detail": "Un service",
    "services:trades": "Métiers",
    "portraits:list": "Portraits",
    "portraits:detail": "Un portrait",
    "portraits:poster": "L’affiche d’un portrait",
    "actions:list": "Actions",
    "actions:by_status": "Actions d’un statut",
    "actions:by_theme": "Actions d’un thème",
    "actions:detail": "Une action",
    "actions:at": "Le plan à une date",
    "actions:between": "Deux dates comparées",
    "actions:since": "Depuis une date",
    "actions:filter": "Actions filtrées",
    "actions:easy": "Les actions, faciles à lire",
    "pages:easy": "Le site, facile à lire",
    "actions:journal": "Historique",
    "actions:punctuality": "Dates promises",
    "actions:tallies": "Bilans",
    "actions:notices": "Avis de recherche",
    "actions:notice": "Un avis de recherche",
    "actions:card": "Carte d’une action",
    "actions:counter_card": "Carte des totaux",
    "participation:detail": "Une démarche",
    "pages:participation": "Participation",
    "figures:list": "Chiffres",
    "data:index": "Données ouvertes",
    "newsletter:archive": "Lettre d’information",
    "newsletter:subscribe": "S’abonner",
    "contact:write": "Nous écrire",
    "contact:answers": "Réponses",
    "search:results": "Recherche",
    "pages:collectivite": "Agents et métiers",
    "pages:campagne": "Campagne de 2019",
    "pages:mot_du_directeur_general": "Mot du directeur général",
    "pages:help": "Aide",
    "pages:made": "Une page",
    "pages:posters": "Affiches",
    "pages:corrections": "Corrections",
    "pages:site_map": "Plan du site",
    "pages:eco_design": "Écoconception",
    "legal:accessibility": "Accessibilité",
    "legal:notice": "Mentions légales",
    "legal:personal_data": "Données personnelles",
}


def contents():
    """What is published, by the name of its model: `{"page": …, "service": …}`."""
    return {model._meta.model_name: model.objects.published() for model in CONTENT}


def entries():
    """`(path, instant of the last change or None)` of every public page."""
    models = {model for models in FOLLOWING.values() for model in models}
    changes = {model: last_change(model) for model in models}
    found = [
        (reverse(name), newest(changes[model] for model in models))
        for name, models in FOLLOWING.items()
    ]
    for items in contents().values():
        found += [(item.get_absolute_url(), item.updated_at) for item in items]
    if TribuneSpace.current().is_open:
        found.append((reverse("legal:tribunes"), newest(map(last_change, [Tribune, TribuneSpace]))))
    return found + issue_entries() + action_entries()


def issue_entries():
    """The archive of the newsletter and its issues, which never change once sent."""
    issues = [(issue.get_absolute_url(), issue.began_at) for issue in Issue.objects.for_list()]
    archive = (reverse("newsletter:archive"), newest(date for _, date in issues))
    return [archive, *issues]


def action_entries():
    """The actions, and their lists by status and by theme."""
    actions = Action.objects.published().annotate(last_event=Max("events__recorded_at"))
    changes = [(action, newest([action.updated_at, action.last_event])) for action in actions]
    found = [(action.get_absolute_url(), changed) for action, changed in changes]
    found += [
        (reverse("actions:notice", args=[action.number]), changed)
        for action, changed in changes
        if not action.title and action.last_event
    ]
    for status in Status:
        dates = [changed for action, changed in changes if action.status == status]
        found.append((reverse("actions:by_status", args=[status.value]), newest(dates)))
    for theme in Theme.objects.all():
        dates = [changed for action, changed in changes if action.theme_id == theme.pk]
        found.append((theme.get_absolute_url(), newest(dates)))
    return found


def last_change(model):
    """When a record of that kind was last touched, or None. Drafts count too: what was
    withdrawn has become one, and its lists have changed."""
    for field in ("updated_at", "recorded_at"):
        if any(own.name == field for own in model._meta.fields):
            return model.objects.aggregate(last=Max(field))["last"]
    return model.history.aggregate(last=Max("history_date"))["last"]


def newest(dates):
    return max((date for date in dates if date), default=None)
