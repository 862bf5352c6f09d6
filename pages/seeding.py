"""Load the shipped facts of `fixtures/`, through the same checks as editors.

What exists already is left as it is: an editor's correction is never undone by seeding again.
"""

import csv
import json
from collections import Counter
from decimal import Decimal

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from actions.models import Action, Theme
from figures.models import Figure, Reading, Source
from participation.models import Document, Milestone, Outcome, Phase, Process, ProcessFigure
from portraits.models import Portrait
from publishing.models import Picture
from publishing.pictures.decoding import decode
from publishing.text.dates import PartialDate
from services.models import Landmark, Moment, Service
from staff.roles import create_roles

from .legal_seeding import load_legal
from .models import Page

FIXTURES = settings.BASE_DIR / "fixtures"
PUBLISHED = "publie"


def rows(name):
    with (FIXTURES / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def records(name):
    return json.loads((FIXTURES / name).read_text(encoding="utf-8"))


def partial(text):
    return PartialDate.from_iso(text) if text else None


def save(instance):
    """Keep a new record, if it passes the checks a form would make. Raises ValidationError."""
    instance.full_clean()
    instance.save()
    return instance


class Seeder:
    """One loading; `created` counts what was missing, by the model's French name."""

    def __init__(self):
        self.created = Counter()

    def add(self, instance):
        self.created[str(instance._meta.verbose_name)] += 1
        return save(instance)

    def load(self, *, demo):
        self.load_roles()
        self.load_sources()
        self.load_figures()
        self.load_services()
        self.load_moments()
        self.load_processes()
        self.load_actions()
        self.load_pages()
        load_legal(self.add, records)
        if demo:
            self.load_portraits()

    def load_roles(self):
        if created := create_roles():
            self.created["groupe de droits"] += len(created)

    def load_sources(self):
        known = set(Source.objects.values_list("key", flat=True))
        for row in rows("sources.csv"):
            if row["cle"] not in known:
                self.add(
                    Source(
                        key=row["cle"],
                        title=row["titre"],
                        publisher=row["editeur"],
                        url=row["adresse"],
                        seen_on=row["consulte_le"] or None,
                        note=row["note"],
                    )
                )
        self.sources = {source.key: source for source in Source.objects.all()}

    def load_figures(self):
        known = set(Figure.objects.values_list("key", flat=True))
        new = {}
        for row in rows("figures.csv"):
            key = row["cle"]
            if key in known:
                continue
            if key not in new:
                new[key] = self.add(
                    Figure(key=key, label=row["libelle"], unit=row["unite"], body=row["organisme"])
                )
            self.add(
                Reading(
                    figure=new[key],
                    qualifier=row["qualificatif"],
                    value=Decimal(row["valeur"]),
                    as_of=partial(row["date"]),
                    source=self.sources[row["source"]],
                    is_shown=row["affiche"] == "oui",
                    note=row["note"],
                )
            )
        self.figures = {figure.key: figure for figure in Figure.objects.all()}

    def load_services(self):
        known = set(Service.objects.values_list("slug", flat=True))
        for record in records("services.json"):
            if record["slug"] in known:
                continue
            service = self.add(
                Service(
                    slug=record["slug"],
                    name=record["name"],
                    body=record["body"],
                    summary=record["summary"],
                    text=record["text"],
                    state=PUBLISHED,
                )
            )
            service.figures.set(self.figures[key] for key in record["figures"])
            for fact in record["facts"]:
                self.add(
                    Landmark(
                        service=service,
                        occurred_on=partial(fact["date"]),
                        text=fact["text"],
                        source=self.sources[fact["source"]],
                    )
                )
        self.services = {service.slug: service for service in Service.objects.all()}

    def load_moments(self):
        if Moment.objects.exists():
            return
        for row in rows("moments.csv"):
            self.add(
                Moment(
                    rank=row["ordre"],
                    time=row["heure"],
                    title=row["titre"],
                    service=self.services[row["service"]],
                    text=row["texte"],
                    reservation=row["reserve"],
                    state=PUBLISHED,
                )
            )

    def load_processes(self):
        known = set(Process.objects.values_list("slug", flat=True))
        for rank, record in enumerate(records("processes.json"), 1):
            if record["slug"] in known:
                continue
            process = self.add(
                Process(
                    slug=record["slug"],
                    rank=rank,
                    title=record["title"],
                    stage=record["state"],
                    period_label=record["period_label"],
                    opened_on=partial(record["opened_on"]),
                    closed_on=partial(record["closed_on"]),
                    organiser=record["organiser"],
                    subject=record["subject"],
                    summary=record["summary"],
                    how_online=record["how_online"],
                    how_offline=record["how_offline"],
                    text=record["text"],
                    chart_title=record["chart_title"],
                    chart_note=record["chart_note"],
                    state=PUBLISHED,
                )
            )
            self.load_parts(process, record)
            process.check_results(process.outcomes.exists())

    def load_parts(self, process, record):
        bars = {key: number for number, keys in enumerate(record["bars"], 1) for key in keys}
        for rank, key in enumerate(record["key_figures"], 1):
            figure = self.figures[key]
            self.add(ProcessFigure(process=process, figure=figure, rank=rank, bar=bars.get(key)))
        for rank, part in enumerate(record["phases"], 1):
            self.add(
                Phase(
                    process=process,
                    rank=rank,
                    label=part["label"],
                    start=partial(part["start"]),
                    end=partial(part["end"]),
                    source=self.sources[part["source"]],
                )
            )
        for rank, part in enumerate(record["milestones"], 1):
            self.add(
                Milestone(
                    process=process,
                    rank=rank,
                    occurred_on=partial(part["date"]),
                    text=part["text"],
                    source=self.sources[part["source"]],
                )
            )
        for rank, part in enumerate(record["outcomes"], 1):
            self.add(
                Outcome(
                    process=process,
                    rank=rank,
                    text=part["text"],
                    source=self.sources[part["source"]],
                )
            )
        for rank, part in enumerate(record["documents"], 1):
            self.add(Document(process=process, rank=rank, **part))

    def load_actions(self):
        known_themes = set(Theme.objects.values_list("slug", flat=True))
        for row in rows("themes.csv"):
            if row["slug"] not in known_themes:
                self.add(Theme(slug=row["slug"], name=row["nom"], rank=row["ordre"]))
        themes = {theme.slug: theme for theme in Theme.objects.all()}
        process = Process.objects.get(slug="etats-generaux")
        known = set(Action.objects.values_list("number", flat=True))
        new = {}
        for row in rows("actions.csv"):
            number = int(row["numero"])
            if number in known:
                continue
            action = self.add(
                Action(
                    number=number,
                    is_number_provisional=row["numero_provisoire"] == "oui",
                    title=row["intitule"],
                    official_title=row["intitule_officiel"],
                    theme=themes.get(row["theme"]),
                    summary=row["resume"],
                    body=row["organisme"],
                    service=self.services.get(row["service"]),
                    place=row["lieu"],
                    process=process,
                    budget_planned=row["budget_prevu"] or None,
                    budget_spent=row["budget_depense"] or None,
                    planned_on=partial(row["fin_prevue"]),
                    reservation=row["reserve"],
                    state=PUBLISHED,
                )
            )
            action.sources.set(self.sources[key] for key in row["sources"].split())
            new[number] = action
        for row in rows("etapes.csv"):
            if action := new.get(int(row["action"])):
                action.record(
                    row["texte"],
                    partial(row["date"]),
                    row["statut"],
                    evidence_kind="lien" if row["preuve_adresse"] else "",
                    evidence_title=row["preuve_titre"],
                    evidence_url=row["preuve_adresse"],
                    evidence_seen_on=row["preuve_vue_le"] or None,
                    reservation=row["reserve"],
                )
                self.created["étape"] += 1

    def load_pages(self):
        known = set(Page.objects.values_list("slug", flat=True))
        for path in sorted((FIXTURES / "pages").glob("*.md")):
            if path.stem in known:
                continue
            header, _, text = path.read_text(encoding="utf-8").partition("\n\n")
            fields = dict(line.split(": ", 1) for line in header.splitlines())
            self.add(
                Page(
                    slug=path.stem,
                    title=fields["titre"],
                    lead=fields["chapo"],
                    text=text.strip(),
                    state=PUBLISHED,
                )
            )

    def load_portraits(self):
        """The drawn examples, for a demonstration only."""
        known = set(Portrait.objects.values_list("slug", flat=True))
        for record in records("portraits/portraits.json"):
            if record["slug"] in known:
                continue
            file = FIXTURES / "portraits" / record["picture"]
            picture = Picture(
                title=record["trade"],
                alt=record["alt"],
                credit="À votre service",
                focal_x=round(Decimal(str(record["focal_x"])), 2),
                focal_y=round(Decimal(str(record["focal_y"])), 2),
            )
            picture.set_image(decode(SimpleUploadedFile(file.name, file.read_bytes())))
            self.add(
                Portrait(
                    slug=record["slug"],
                    trade=record["trade"],
                    service=self.services.get(record["service"]),
                    picture=self.add(picture),
                    quote=record["quote"],
                    text=record["text"],
                    is_example=True,
                    state=PUBLISHED,
                )
            )
