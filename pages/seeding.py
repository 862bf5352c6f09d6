"""Load the shipped facts of `fixtures/`, through the resources by which editors import.

What exists already is left as it is: an editor's correction is never undone by seeding again.
"""

import csv
import json
from collections import Counter

from django.conf import settings
from tablib import Dataset

from actions.resources import ActionResource, EventResource, TallyResource, ThemeResource
from figures.resources import FigureResource, ReadingResource, SourceResource
from legal.resources import ElectionResource, ProcessingResource, PublisherResource
from participation.models import Process
from participation.resources import (
    DocumentResource,
    MilestoneResource,
    OutcomeResource,
    PhaseResource,
    ProcessFigureResource,
    ProcessResource,
)
from search.resources import SignpostResource
from services.models import Moment
from services.resources import (
    LandmarkResource,
    MomentResource,
    NeedResource,
    ServiceResource,
    TradeResource,
)
from staff.roles import create_roles

from . import demonstration
from .resources import (
    CampaignFactResource,
    CampaignResource,
    CorrectionResource,
    PageResource,
)

FIXTURES = settings.BASE_DIR / "fixtures"
PUBLISHED = "publie"
PARTS = {
    "key_figures": ProcessFigureResource,
    "phases": PhaseResource,
    "milestones": MilestoneResource,
    "outcomes": OutcomeResource,
    "documents": DocumentResource,
}


def rows(name):
    """The rows of a sheet, which could be brought in the back office as well."""
    with (FIXTURES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def records(name):
    return json.loads((FIXTURES / name).read_text(encoding="utf-8"))


def parts_of(records, parent, name, among, key="slug"):
    """The lines of the records whose key is among these, numbered, with that key."""
    for record in records:
        if record[key] in among:
            for rank, part in enumerate(record[name], 1):
                yield {parent: record[key], "rank": rank, **part}


class Seeder:
    """One loading; `created` counts what was missing, by the model's French name."""

    folder, records = FIXTURES, staticmethod(records)

    def __init__(self):
        self.created = Counter()

    def load(self, *, demo):
        if roles := create_roles():
            self.created["groupe de droits"] += len(roles)
        self.add(SourceResource, rows("sources.csv"))
        self.load_figures()
        self.load_services()
        self.load_processes()
        self.load_actions()
        self.add(PageResource, pages(), state=PUBLISHED)
        self.add(SignpostResource, rows("renvois.csv"))
        campaigns = records("campaign.json")
        new = {campaign.slogan for campaign in self.add(CampaignResource, campaigns)}
        facts = parts_of(campaigns, "campaign", "facts", new, key="slogan")
        self.add(CampaignFactResource, facts)
        self.add(CorrectionResource, rows("corrections.csv"))
        self.add(PublisherResource, records("legal/publishers.json"))
        self.add(ElectionResource, records("legal/elections.json"))
        processings = records("legal/processings.json")
        self.add(ProcessingResource, [{"rank": n, **p} for n, p in enumerate(processings, 1)])
        if demo:
            demonstration.load(self)

    def add(self, resource_class, records, **fixed):
        """Create those that are missing and return them. Records are keyed by column or by field.

        Raises import_export.exceptions.ImportError with the row that breaks a rule.
        """
        resource = resource_class(only_new=True, **fixed)
        columns = {name: column.column_name for name, column in resource.fields.items()}
        dataset = Dataset(headers=list(columns.values()))
        for record in records:
            cells = [record.get(name, record.get(label)) for name, label in columns.items()]
            dataset.append([", ".join(c) if isinstance(c, list) else c for c in cells])
        result = resource.import_data(dataset, raise_errors=True, use_transactions=False)
        created = [row.instance for row in result if row.is_new()]
        if created:
            self.created[str(created[0]._meta.verbose_name)] += len(created)
        return created

    def load_figures(self):
        new = {figure.key for figure in self.add(FigureResource, rows("figures.csv"))}
        readings = [row for row in rows("readings.csv") if row["Chiffre"] in new]
        self.add(ReadingResource, readings)

    def load_services(self):
        services = records("services.json")
        new = {s.slug for s in self.add(ServiceResource, services, state=PUBLISHED)}
        self.add(LandmarkResource, parts_of(services, "service", "landmarks", new))
        self.add(NeedResource, rows("needs.csv"))
        self.add(TradeResource, rows("trades.csv"))
        if not Moment.objects.exists():
            self.add(MomentResource, rows("moments.csv"), state=PUBLISHED)

    def load_processes(self):
        processes = [{"rank": rank, **p} for rank, p in enumerate(records("processes.json"), 1)]
        new = self.add(ProcessResource, processes, state=PUBLISHED)
        for name, resource in PARTS.items():
            self.add(resource, parts_of(processes, "process", name, {p.slug for p in new}))
        for process in new:
            process.check_results(process.outcomes.exists())

    def load_actions(self):
        self.add(ThemeResource, rows("themes.csv"))
        origin = Process.objects.get(slug="etats-generaux")
        actions = self.add(ActionResource, rows("actions.csv"), process=origin, state=PUBLISHED)
        new = {str(action.number) for action in actions}
        self.add(EventResource, [row for row in rows("etapes.csv") if row["Action"] in new])
        self.add(TallyResource, rows("bilans.csv"))

    def save(self, instance):
        """Keep a new record, if it passes the checks a form would make."""
        instance.full_clean()
        instance.save()
        self.created[str(instance._meta.verbose_name)] += 1


def pages():
    """Texts with a header, as `title: …`, then an empty line."""
    for path in sorted((FIXTURES / "pages").glob("*.md")):
        header, _, text = path.read_text(encoding="utf-8").partition("\n\n")
        fields = dict(line.split(": ", 1) for line in header.splitlines())
        yield {"slug": path.stem, "title": fields["titre"], "lead": fields["chapo"], "text": text}
