"""« Charte »: every component of the site in every state, for staff and for whoever adds a page.

The examples are made here and never saved; the templates are those of the public pages.
"""

import datetime

from django.utils import timezone
from django.views.generic import TemplateView

from actions.certainty import usual
from actions.models import Action, Event, Status, Tally, Theme
from actions.past.charts import ProgressChart, ThemeChart
from actions.past.overview import overview
from actions.past.plan_state import PlanState
from figures.charts import Bar, to_scale
from figures.models import Figure, Reading, Source
from portraits.models import Portrait
from publishing.text.dates import PartialDate
from publishing.tokens import colour, contrast
from publishing.views import ReadOnlyView
from services.models import Moment, Service

# Each ground, what it is for, and the colour of the words on it.
COLOURS = [
    ("green", "Vert des Cévennes", "fond d’affiche, texte clair", "on-colour"),
    ("saffron", "Safran", "fond d’affiche, texte sombre", "on-saffron"),
    ("mulberry", "Mûrier", "fond d’affiche, texte clair", "on-colour"),
    ("schist", "Schiste", "fond d’affiche, texte clair", "on-colour"),
    ("clay", "Argile", "fond d’affiche, texte clair", "on-colour"),
    ("river", "Gardon", "fond d’affiche, texte clair", "on-colour"),
    ("paper", "Papier", "fond des pages, encre", "ink"),
    ("paper-sunk", "Papier creux", "fond en retrait, encre douce", "ink-soft"),
]


def colours():
    """Each colour with its contrast, the lower of the two modes."""
    for token, name, use, words in COLOURS:
        ratios = [contrast(colour(token, dark=d), colour(words, dark=d)) for d in (False, True)]
        yield token, name, f"{use} : {min(ratios):.1f}".replace(".", ",")


def example_actions():
    """A ledger with one row for each status, and one without a title."""
    titles = {status: f"Un intitulé d’action, {status.label.lower()}" for status in Status}
    statuses = [*titles.items(), (Status.UPCOMING, "")]
    actions = [
        Action(
            number=number,
            title=title,
            status=status,
            certainty=usual(status, has_evidence=number % 2 == 0, has_reservation=True),
            theme=Theme(name="Mobilité"),
        )
        for number, (status, title) in enumerate(statuses, 1)
    ]
    for action in actions:  # what `ActionQuerySet.with_newest` adds
        action.newest_date = PartialDate.from_iso("2019-04")
        action.newest_text = "Ce qui s’est passé en dernier."
    return actions


def example_state():
    counts = {("realisee", "prouvee"): 5, ("realisee", "deduite"): 4, ("inconnu", "inconnue"): 2}
    said = Tally(author="la Ville d’Alès", said_on=PartialDate.from_iso("2019-04"), done=22)
    known_on = PartialDate.from_iso("2019-04-13")
    return PlanState(timezone.localdate(), counts, known_on, said, None, None)


def example_events():
    action = Action(number=1, title="Une action")
    wrong = Event(
        action=action,
        rank=1,
        text="Le chantier commence.",
        occurred_on=PartialDate.from_iso("2018"),
        status=Status.ONGOING,
        reservation="Date réelle non retrouvée.",
    )
    right = Event(
        action=action,
        rank=2,
        text="Le chantier commence au printemps.",
        occurred_on=PartialDate.from_iso("2018-Q2"),
        status=Status.ONGOING,
        evidence_kind=Event.Evidence.LINK,
        evidence_title="Titre de la preuve",
        evidence_url="https://www.ales.fr/",
        evidence_seen_on=datetime.date(2026, 11, 22),
    )
    wrong.correction = right
    news = Event(
        action=action,
        rank=3,
        text="Une nouvelle, qui ne change pas le statut.",
        occurred_on=PartialDate.from_iso("2018-06-21"),
    )
    return [news, right, wrong]


def example_figure(label, unit, *values, **fields):
    """A figure with its readings, the first one shown, as if prefetched from the database."""
    source = Source(title="Titre de la source", publisher="Ville d’Alès")
    figure = Figure(pk=0, key="exemple", label=label, unit=unit)
    readings = [
        Reading(
            figure=figure, value=value, as_of=PartialDate.from_iso("2017"), source=source, **fields
        )
        for value in values
    ]
    readings[0].is_shown = True
    figure._prefetched_objects_cache = {"readings": readings}
    return figure


def example_figures():
    return [
        example_figure("Un chiffre simple", "habitants", 6000),
        example_figure("Un chiffre approché", "agents", 2000, qualifier="presque"),
        example_figure("Un chiffre que deux sources donnent autrement", "réponses", 2155, 2154),
        example_figure("Un chiffre avec sa réserve", "jours", 553, note="Impossible : à vérifier."),
    ]


def example_bars():
    """Three bars to scale, one of them explained by a figure in another unit."""
    invited = Bar(example_figure("Personnes invitées", "personnes", 1700))
    wrote = Bar(example_figure("Personnes qui ont écrit", "personnes", 532))
    wrote.precisions.append(example_figure("Propositions reçues", "propositions", 653))
    return to_scale([invited, wrote, Bar(example_figure("Personnes réunies", "personnes", 70))])


class StyleGuideView(ReadOnlyView, TemplateView):
    template_name = "pages/style_guide.html"

    def get_context_data(self, **kwargs):
        service = Service(slug="bus", name="Transports", body="agglomeration", state="publie")
        moment = Moment(
            pk=1,
            time=datetime.time(8, 15),
            title="Un moment",
            text="Une phrase, deux au plus.",
            reservation="Une réserve, que le public lit.",
            service=service,
        )
        plan = overview()
        return super().get_context_data(
            colours=colours(),
            statuses=Status,
            actions=example_actions(),
            state=example_state(),
            events=example_events(),
            figures=example_figures(),
            bars=example_bars(),
            progress=ProgressChart(Action.objects.published()),
            by_theme=ThemeChart(plan.by_theme_and_status, plan.themes),
            moments=[moment],
            present=[moment],
            portraits=Portrait.objects.for_list()[:2],
            **kwargs,
        )
