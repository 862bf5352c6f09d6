"""Writes messages of the newsletter as files, on the shipped data: run inside a site.

manage.py shell -c "from tests.browser.written_letters import write; write('folder')"
"""

import datetime
from pathlib import Path

from actions.models import Action, Event
from newsletter.issues.drafting import make_draft, refresh
from newsletter.issues.letter import EVERYTHING, Letter, Topics
from newsletter.issues.message import compose
from newsletter.models import Issue
from publishing.text.dates import PartialDate
from tests.factories import make_issue, make_person, record


def write(folder):
    """The first issue, one with a fact of each kind, the same for one action, and an empty one."""
    keep(folder, "tout-le-plan", make_issue("envoye"))
    issue = eventful()
    keep(folder, "de-tout", issue)
    keep(folder, "une-action", issue, Topics(False, actions=frozenset([9])))
    keep(folder, "rien-de-nouveau", make_draft("mensuel", make_person("autrice")))


def keep(folder, name, issue, topics=EVERYTHING):
    html = compose(Letter.of(Issue.objects.get(pk=issue.pk)), topics).html
    Path(folder, f"{name}.html").write_text(html, encoding="utf-8")


def eventful():
    """A long title, a proof, a caveat, a correction, a delay, a new action, some news."""
    long = "Un intitulé qui n’en finit pas, avec desmotstrèslongsquinesecoupentnullepart"
    moves = {9: "realisee", 1: "suspendue", 33: "abandonnee", 24: "en-cours", 34: "a-venir"}
    for number, status in moves.items():
        record(
            Action.objects.get(number=number),
            "Ce qui s’est passé.",
            "2026-10",
            status=status,
            evidence_url="https://www.ales.fr/une-adresse/" + "longue-" * 20,
            evidence_title="La preuve",
            reservation="Une réserve.",
        )
    record(Action.objects.create(number=900, title=long, state="publie"), "Annoncée.", "2026-10",
           status="a-venir")  # fmt: skip
    wrong = Event.objects.filter(action__number=7).latest("rank")
    record(wrong.action, "On s’était trompé.", "2026-10-02", status="en-cours", corrects=wrong)
    record(wrong.action, "Une réunion.", "2026-10-03")
    late = Action.objects.get(number=16)
    late.planned_on = PartialDate.from_iso("2026-09")
    late.next_review_on = datetime.date(2040, 1, 12)
    late.save()
    issue = make_draft("mensuel", make_person("autrice"))
    Issue.objects.filter(pk=issue.pk).update(after_day=datetime.date(2026, 9, 1))
    issue.refresh_from_db()
    refresh(issue)
    Issue.objects.filter(pk=issue.pk).delete()
    return make_issue(
        "envoye", introduction="## Bonjour\n\nUn mot, une [adresse](https://ales.fr)."
    )
