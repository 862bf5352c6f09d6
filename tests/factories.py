"""One valid record of each kind; tests say only what matters to them."""

import datetime
import itertools

from django.contrib.auth.models import User
from django.utils import timezone

from actions.models import Action, Tally, Theme
from contact.models import Message
from figures.models import Figure, Reading, Source
from legal.models import Audit, Processing, Publisher, Tribune
from newsletter.issues.content import compute
from newsletter.issues.drafting import make_draft
from newsletter.models import Consent, Issue, Subscriber
from participation.models import Process
from portraits.models import Consent as PersonConsent
from portraits.models import Portrait
from publishing.models import Picture
from publishing.text.dates import PartialDate
from services.models import Moment, Service

_numbers = itertools.count(1001)


def make_source(**fields):
    number = next(_numbers)
    return Source.objects.create(
        **{"key": f"source-{number}", "title": f"Source {number}", "publisher": "Ville"} | fields
    )


def make_tally(said_on="2019-04-13", **fields):
    given = {"author": "la Ville d’Alès", "text": "22 réalisées et 10 en cours.", "done": 22}
    given |= {"ongoing": 10, "total": 38, "is_official": True}
    given |= fields
    given.setdefault("source", None)
    given["source"] = given["source"] or make_source(url="https://www.ales.fr/bilan")
    return Tally.objects.create(said_on=PartialDate.from_iso(said_on), **given)


def make_figure(key=None, value=80, **fields):
    reading = {
        name: fields.pop(name)
        for name in ("as_of", "qualifier", "note", "source")
        if name in fields
    }
    key = key or f"chiffre-{next(_numbers)}"
    figure = Figure.objects.create(**{"key": key, "label": key.capitalize()} | fields)
    defaults = {"as_of": PartialDate.from_iso("2019"), "is_shown": True}
    Reading.objects.create(
        figure=figure,
        value=value,
        **defaults | {"source": reading.pop("source", None) or make_source()} | reading,
    )
    return figure


def make_service(**fields):
    number = next(_numbers)
    return Service.objects.create(
        **{
            "slug": f"service-{number}",
            "name": f"Service {number}",
            "body": "ville",
            "summary": "Un service.",
            "state": "publie",
        }
        | fields
    )


def make_moment(**fields):
    fields.setdefault("service", None)
    service = fields.pop("service") or make_service()
    return Moment.objects.create(
        service=service,
        **{"time": "08:00", "title": "Bus", "text": "Les bus roulent.", "state": "publie"} | fields,
    )


def make_picture(**fields):
    """A picture record without files, for tests that look at none."""
    number = next(_numbers)
    return Picture.objects.create(
        **{
            "title": f"Image {number}",
            "alt": "Un dessin.",
            "folder": f"{number:016x}",
            "width": 1200,
            "height": 1500,
        }
        | fields
    )


def make_portrait(**fields):
    number = next(_numbers)
    picture = fields.pop("picture", None) or make_picture()
    return Portrait.objects.create(
        picture=picture,
        **{
            "slug": f"portrait-{number}",
            "trade": "Jardinière",
            "text": "Elle jardine.",
            "is_example": True,
            "state": "publie",
        }
        | fields,
    )


def make_message(**fields):
    number = next(_numbers)
    return Message.objects.create(
        **{
            "subject": "erreur",
            "text": "La date est fausse.",
            "form_digest": f"{number:064x}",
        }
        | fields
    )


def make_person_consent(picture=None, **fields):
    """In force for the site, for a text and that picture."""
    today = timezone.localdate()
    consent = PersonConsent.objects.create(
        **{
            "person": "Camille Zinzolin",
            "displayed_name": "Camille",
            "covers_text": True,
            "on_site": True,
            "purpose": "Faire connaître mon métier.",
            "begins_on": today - datetime.timedelta(days=3),
            "ends_on": today + datetime.timedelta(days=300),
        }
        | fields
    )
    if picture:
        consent.pictures.add(picture)
    return consent


def make_agent(consent=None, picture=None, **fields):
    """The portrait of a real person, whose consent is in force unless told otherwise, and who
    approved it as it is."""
    picture = picture or make_picture()
    consent = make_person_consent(picture, **consent or {})
    return approved(make_portrait(picture=picture, consent=consent, is_example=False, **fields))


def approved(portrait):
    portrait.approved_digest = portrait.shown_digest()
    portrait.save()
    return portrait


def make_process(**fields):
    number = next(_numbers)
    return Process.objects.create(
        **{
            "slug": f"demarche-{number}",
            "title": f"Démarche {number}",
            "period_label": "2016-2017",
            "organiser": "Ville d’Alès",
            "subject": "Le cœur de ville.",
            "summary": "Un résumé.",
            "state": "publie",
        }
        | fields
    )


def make_theme(**fields):
    number = next(_numbers)
    return Theme.objects.create(**{"slug": f"theme-{number}", "name": f"Thème {number}"} | fields)


def make_action(status=None, **fields):
    """An action, moved to `status` by an event of 2018 when one is given, which announces its
    `planned_on` and its `cost` too."""
    announced = {name: fields.pop(name) for name in ("planned_on", "cost") if name in fields}
    number = fields.pop("number", None) or next(_numbers)
    action = Action.objects.create(
        number=number, **{"title": f"Action {number}", "state": "publie"} | fields
    )
    if status or any(announced.values()):
        record(action, status=status or "", occurred_on="2018-03-01", **announced)
    return action


def record(action, text="Il s’est passé quelque chose.", occurred_on="2018-03-01", **fields):
    """An event of an action; « réalisée » gets a reservation unless it has evidence."""
    if fields.get("status") == "realisee" and not fields.get("evidence_url"):
        fields.setdefault("reservation", "Preuve à retrouver.")
    return action.record(text, PartialDate.from_iso(occurred_on), **fields)


def make_publisher(body="ville", **fields):
    return Publisher.objects.create(body=body, **fields)


def make_audit(published_on="2026-01-10", **fields):
    """An audit that finds 60 criteria met of 80, published on that day."""
    day = datetime.date.fromisoformat(published_on)
    return Audit.objects.create(
        **{
            "auditor": "Cabinet Exemple",
            "performed_on": day,
            "published_on": day,
            "criteria_met": 60,
            "criteria_applicable": 80,
            "pages": "Accueil\nContact",
            "environments": "Firefox et NVDA\nSafari et VoiceOver",
            "tools": "axe-core",
        }
        | fields
    )


def make_processing(**fields):
    number = next(_numbers)
    return Processing.objects.create(
        **{
            "slug": f"traitement-{number}",
            "name": f"Traitement {number}",
            "purpose": "Répondre.",
            "basis": "mission",
            "people": "Les habitants.",
            "fields": "Nom\nAdresse électronique",
            "recipients": "Le service.",
            "retention": "12 mois.",
        }
        | fields
    )


def make_tribune(**fields):
    return Tribune.objects.create(
        **{
            "group": "Alès autrement",
            "written_on": datetime.date(2026, 3, 2),
            "text": "Nous pensons le contraire.",
            "state": "publie",
        }
        | fields
    )


def make_subscriber(email=None, themes=(), actions=(), **fields):
    """A confirmed subscriber with the proof of their consent; they follow everything unless themes
    or actions are given."""
    now = timezone.now()
    subscriber = Subscriber.objects.create(
        **{
            "email": email or f"abonne-{next(_numbers)}@exemple.fr",
            "follows_everything": not themes and not actions,
            "confirmed_at": now,
            "seen_at": now,
        }
        | fields
    )
    subscriber.themes.set(themes)
    subscriber.actions.set(actions)
    Consent.objects.create(
        subscriber=subscriber,
        text_shown="Suivre les actions par courriel.",
        source="/newsletter/inscription/",
        confirmed_at=subscriber.confirmed_at,
    )
    return subscriber


def make_person(name, **fields):
    """A member of staff, the same for the same name."""
    return User.objects.get_or_create(username=name, defaults={"is_staff": True} | fields)[0]


def make_issue(state="envoye", rhythm="mensuel", **fields):
    """An issue that tells what changed since the last one, brought to that state by two persons."""
    issue = make_draft(rhythm)
    for name, value in fields.items():
        setattr(issue, name, value)
    issue.edited_by = make_person("autrice")
    issue.save()
    if state != Issue.State.DRAFT:
        issue.approve(make_person("relectrice"), compute(issue))
    if state in Issue.BEGUN:
        issue.begin()
    if state == Issue.State.STOPPED:
        issue.stop("Une erreur.")
    if state == Issue.State.SENT:
        issue.finish()
    return issue
