import csv
import datetime
import io
import json
import tempfile
import time
from pathlib import Path
from unittest import mock

from django.test import TestCase
from django.utils import timezone
from frictionless import Package, Resource, Schema

from actions.costs import Cost
from actions.models import Action, Event
from actions.open_data.datasets import DATASETS
from actions.open_data.files import WEIGHED
from bench import big_plan
from figures.models import Figure
from participation.models import ProcessFigure
from publishing.text.dates import PartialDate
from tests.clock import clock_at
from tests.factories import (
    make_action,
    make_figure,
    make_process,
    make_service,
    make_source,
    make_theme,
    record,
)
from tests.publishing.page_files_case import PageFilesTestCase
from tests.seeded import seed
from tests.workbooks import read_workbook

ADDRESSES = [
    f"/donnees/{dataset.name}.{extension}"
    for dataset in DATASETS.values()
    for extension in dataset.extensions
]


def body(response):
    return b"".join(response.streaming_content)


class Served(TestCase):
    def rows(self, name):
        text = body(self.client.get(f"/donnees/{name}.csv")).decode()
        return list(csv.DictReader(io.StringIO(text, newline="")))

    def records(self, name):
        return json.loads(body(self.client.get(f"/donnees/{name}.json")))


class ContractTests(Served):
    """The columns that others build on."""

    def header(self, name):
        return body(self.client.get(f"/donnees/{name}.csv")).decode().partition("\r\n")[0]

    def test_actions(self):
        self.assertEqual(
            self.header("actions"),
            "numero,intitule,theme,statut,depuis_le,depuis_le_precision,organisme,service,lieu,"
            "budget_prevu,budget_depense,prochaine_revue,reserve,adresse,modifie_le,certitude,"
            "premier_numero,"
            "fin_prevue,fin_prevue_precision,budget_prevu_max,critere,en_partie,"
            "regroupee_avec",
        )

    def test_events(self):
        self.assertEqual(
            ",".join(self.header("etapes").split(",")[:13]),
            "rang,action,date,precision,statut,texte,preuve_type,preuve_url,reserve,rectifie,"
            "enregistre_le,empreinte_precedente,empreinte",
        )

    def test_an_action_says_where_it_stands_and_since_when(self):
        action = make_action(
            number=9,
            title="Les Halles",
            theme=make_theme(slug="commerces"),
            service=make_service(name="Urbanisme"),
            place="Place de l’Abbaye",
            criterion="Les Halles rouvrent.",
            next_review_on=datetime.date(2019, 6, 1),
            is_number_provisional=True,
            reservation="À confirmer.",
        )
        record(action, status="a-venir", occurred_on="2017-03-29")
        record(action, status="en-cours", occurred_on="2018-Q2")
        promise = {
            "planned_on": PartialDate.from_iso("2019-Q3"),
            "cost": Cost(7_000_000, 8_000_000),
        }
        newest = record(action, "Une nouvelle.", occurred_on="2018-09", **promise)

        (row,) = self.rows("actions")

        action.refresh_from_db()
        changed = max(action.updated_at, newest.recorded_at).astimezone(datetime.UTC)
        self.assertEqual(
            row,
            {
                "numero": "9",
                "intitule": "Les Halles",
                "theme": "commerces",
                "certitude": "prouvee",
                "premier_numero": "9",
                "statut": "en-cours",
                "depuis_le": "2018-04-01",
                "depuis_le_precision": "trimestre",
                "organisme": "ville",
                "service": "Urbanisme",
                "lieu": "Place de l’Abbaye",
                "budget_prevu": "7000000",
                "budget_prevu_max": "8000000",
                "fin_prevue": "2019-07-01",
                "fin_prevue_precision": "trimestre",
                "critere": "Les Halles rouvrent.",
                "en_partie": "",
                "regroupee_avec": "",
                "budget_depense": "",
                "prochaine_revue": "2019-06-01",
                "reserve": "Numéro provisoire : le numéro officiel n’a pas été retrouvé. "
                "À confirmer.",
                "adresse": "http://127.0.0.1:8000/actions/9/",
                "modifie_le": f"{changed:%Y-%m-%dT%H:%M:%SZ}",
            },
        )

    def test_json_says_the_same_with_types(self):
        make_action(number=9, status="en-cours", budget_spent="1200.50")
        record = self.records("actions")[0]
        self.assertEqual(
            (record["numero"], record["budget_depense"], record["lieu"]), (9, 1200.5, None)
        )

    def test_workbooks_say_the_same(self):
        for number in (1, 2, 3):
            make_action(number=number, status="en-cours")
        for extension in ("xlsx", "ods"):
            with self.subTest(extension):
                content = body(self.client.get(f"/donnees/actions.{extension}"))
                ((header, *rows),) = read_workbook(content).values()
                self.assertEqual(header, list(self.rows("actions")[0]))
                self.assertEqual([row[0] for row in rows], [1, 2, 3])
                self.assertEqual({row[4] for row in rows}, {datetime.date(2018, 3, 1)})

    def test_a_draft_is_nowhere_and_its_events_show_only_their_place_in_the_chain(self):
        make_action(number=1, title="Publique", status="en-cours")
        make_action(number=2, title="Secrète", status="en-cours", state="brouillon")

        make_action(number=3, title="Sans étape")

        self.assertEqual([row["intitule"] for row in self.rows("actions")], ["Publique"])
        hidden = self.rows("etapes")[1]
        self.assertEqual(
            {name for name, cell in hidden.items() if cell},
            {"rang", "empreinte_precedente", "empreinte"},
        )

    def test_a_service_that_is_not_public_is_not_named(self):
        make_action(status="en-cours", service=make_service(name="À venir", state="brouillon"))
        self.assertEqual(self.rows("actions")[0]["service"], "")

    def test_every_reading_of_a_figure_is_there_with_its_source(self):
        make_figure("agents", 1950, source=make_source(title="Bilan", publisher="Ville"))
        self.assertEqual(
            [
                (row["cle"], row["valeur"], row["source"], row["affichee"], row["adresse"])
                for row in self.rows("chiffres")
            ],
            [("agents", "1950", "Bilan", "oui", "http://127.0.0.1:8000/chiffres/#agents")],
        )

    def test_the_texts_of_a_process_have_their_figures_written_out(self):
        make_figure("reponses", 2155)
        make_process(slug="etats-generaux", summary="[[reponses]] réponses.")
        make_process(slug="secrete", state="brouillon")
        self.assertEqual(
            [(row["identifiant"], row["resume"]) for row in self.rows("demarches")],
            [("etats-generaux", "2\u202f155\u00a0réponses.")],
        )

    def test_a_text_that_a_spreadsheet_would_run_is_neutralised(self):
        make_action(title='=HYPERLINK("http://exemple.fr";"ici")', status="en-cours")
        self.assertEqual(
            self.rows("actions")[0]["intitule"], '\'=HYPERLINK("http://exemple.fr";"ici")'
        )


class SeededTests(Served):
    """The files as they ship."""

    @classmethod
    def setUpTestData(cls):
        seed()

    def save(self, folder):
        """The files as anyone saves them from the site, each at its place."""
        folder = Path(folder)
        (folder / "schema").mkdir()
        for name in DATASETS:
            csv_file = self.client.get(f"/donnees/{name}.csv")
            (folder / f"{name}.csv").write_bytes(body(csv_file))
            schema = self.client.get(f"/donnees/schema/{name}.json")
            (folder / "schema" / f"{name}.json").write_bytes(schema.content)
        package = self.client.get("/donnees/datapackage.json")
        (folder / "datapackage.json").write_bytes(package.content)

    def test_the_package_is_valid_as_it_is_served(self):
        with tempfile.TemporaryDirectory() as folder:
            self.save(folder)
            report = Package(str(Path(folder) / "datapackage.json")).validate()
            faults = report.flatten(["name", "rowNumber", "fieldName", "note"])
            counts = {task.name: task.stats["rows"] for task in report.tasks}
        self.assertEqual(faults, [])
        self.assertTrue(report.valid)
        self.assertEqual(set(counts), set(DATASETS))
        self.assertEqual(counts["actions"], Action.objects.published().count())
        self.assertEqual(counts["etapes"], Event.objects.count())

    def test_each_schema_validates_its_file_alone(self):
        record(make_action(number=90), text="Une nouvelle, sans statut.")
        with tempfile.TemporaryDirectory() as folder:
            self.save(folder)
            for name in DATASETS:
                with self.subTest(name):
                    described = (Path(folder) / "schema" / f"{name}.json").read_text()
                    schema = Schema.from_descriptor(json.loads(described))
                    file = Resource(path=f"{name}.csv", basepath=folder, schema=schema)
                    report = file.validate()
                    self.assertEqual(report.flatten(["rowNumber", "fieldName", "note"]), [])
                    self.assertTrue(report.valid)

    def test_a_caveat_of_a_page_is_in_the_file(self):
        caveats = {row["cle"]: row["reserve"] for row in self.rows("chiffres")}
        self.assertIn("Les sources se contredisent.", caveats["reponses-enquetes-en-ligne"])
        process = next(
            row for row in self.rows("demarches") if row["identifiant"] == "etats-generaux"
        )
        notes = [
            link.figure.shown.note
            for link in ProcessFigure.objects.filter(process__slug="etats-generaux")
            if link.figure.shown.note
        ]
        self.assertTrue(notes)
        for note in notes:
            self.assertIn(note, process["reserve"])
        self.assertIn("sources se contredisent", process["reserve"])

    def test_frictionless_finds_a_fault_that_is_put_in(self):
        schema = json.loads(self.client.get("/donnees/schema/actions.json").content)
        text = body(self.client.get("/donnees/actions.csv")).decode().replace("en-cours", "fini", 1)
        report = Resource(
            data=text.encode(), format="csv", schema=Schema.from_descriptor(schema)
        ).validate()
        self.assertEqual(report.flatten(["fieldName", "type"]), [["statut", "constraint-error"]])

    def test_the_files_count_as_the_site_does(self):
        counted = [row["statut"] for row in self.rows("actions")]
        totals = Action.objects.published().totals()
        self.assertEqual(
            {status.value: counted.count(status.value) for status in totals},
            {status.value: count for status, count in totals.items()},
        )

    def test_csv_and_json_have_the_same_rows(self):
        for name, dataset in DATASETS.items():
            with self.subTest(name):
                key = dataset.table.header[0]
                self.assertEqual(
                    [row[key] for row in self.rows(name)],
                    [str(record[key]) for record in self.records(name)],
                )

    def test_the_page_offers_every_file_and_names_the_last_digest(self):
        page = self.client.get("/donnees/")
        for address in ADDRESSES:
            self.assertContains(page, f'href="{address}"')
        for name in DATASETS:
            self.assertContains(page, f'href="/donnees/schema/{name}.json"')
        self.assertContains(page, Event.objects.latest("rank").digest)

    def test_the_page_takes_few_queries(self):
        with self.assertNumQueries(50):
            self.client.get("/donnees/")

    def test_the_page_says_what_each_file_weighs(self):
        page = self.client.get("/donnees/")
        for dataset in page.context["datasets"]:
            for file, weight in dataset["files"]:
                with self.subTest(file.url):
                    self.assertTrue(weight.is_exact)
                    if file.extension in ("csv", "json"):
                        self.assertEqual(weight.size, len(body(self.client.get(file.url))))

    def test_the_page_says_when_somebody_last_changed_each(self):
        day = datetime.datetime(2030, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
        Action.history.filter(pk=Action.history.first().pk).update(history_date=day)
        self.assertContains(self.client.get("/donnees/"), "Dernier changement ici")
        self.assertEqual(DATASETS["actions"].modified_at(), day)


class LargeTests(Served):
    def test_the_weight_of_a_large_file_is_told_from_its_first_rows(self):
        big_plan.grow(WEIGHED // big_plan.EVENTS_EACH + 5)
        page = self.client.get("/donnees/")
        (events,) = [d for d in page.context["datasets"] if d["table"].name == "etapes"]
        for file, weight in events["files"]:
            true = len(body(self.client.get(file.url)))
            self.assertFalse(weight.is_exact)
            # Of a workbook, which is compressed, fewer rows are written to know it.
            near = 0.05 if file.extension in ("csv", "json") else 0.2
            self.assertLess(abs(weight.size - true) / true, near)
        self.assertContains(page, "<span>environ ")


class VersionTests(PageFilesTestCase):
    """A file is sent again only when the public content changed."""

    def setUp(self):
        super().setUp()
        self.action = make_action(number=9, status="en-cours")
        make_figure()
        make_process()

    def again(self, address, first):
        return self.visit(address, HTTP_IF_NONE_MATCH=first.headers["ETag"])

    def test_the_same_version_is_answered_by_304_without_a_body(self):
        for address in ADDRESSES:
            with self.subTest(address):
                again = self.again(address, self.visit(address))
                self.assertEqual((again.status, again.body), (304, b""))
                self.assertEqual(self.asked.count(address), 1)

    def test_whatever_changes_the_public_content_moves_the_version(self):
        def edit():
            Action.objects.update(title="Autre")

        def tell():
            record(self.action, "Une nouvelle.")

        def forget():
            Figure.objects.all().delete()

        for change, address, text in (
            (edit, "/donnees/actions.csv", "Autre"),
            (tell, "/donnees/etapes.json", "Une nouvelle."),
            (forget, "/donnees/chiffres.csv", "cle,libelle"),
        ):
            with self.subTest(change.__name__):
                first = self.visit(address)
                change()
                self.folder.follow()
                again = self.again(address, first)
                self.assertEqual(again.status, 200)
                self.assertIn(text, again.text)
                self.assertNotEqual(again.body, first.body)

    def test_a_scheduled_withdrawal_moves_it_when_it_comes(self):
        end = timezone.now() + datetime.timedelta(minutes=1)
        Action.objects.update(unpublish_at=end)
        self.folder.follow()
        first = self.visit("/donnees/actions.csv")
        later = end + datetime.timedelta(seconds=1)
        with clock_at(later.isoformat()), mock.patch.object(time, "time", later.timestamp):
            self.assertEqual(self.again("/donnees/actions.csv", first).status, 200)


class HeaderTests(Served):
    def setUp(self):
        self.action = make_action(number=9, status="en-cours")

    def test_files_are_named_by_their_day(self):
        today = f"{timezone.localdate():%Y-%m-%d}"
        for extension in ("csv", "json", "xlsx", "ods"):
            response = self.client.get(f"/donnees/actions.{extension}")
            body(response)
            self.assertEqual(
                response.headers["Content-Disposition"],
                f'attachment; filename="actions-{today}.{extension}"',
            )

    def test_pages_of_other_sites_may_read_the_files(self):
        response = self.client.get("/donnees/actions.json")
        self.assertEqual(response.headers["Access-Control-Allow-Origin"], "*")
        self.assertEqual(response.headers["Content-Type"], "application/json; charset=utf-8")

    def test_files_are_only_read(self):
        for address in [*ADDRESSES, "/donnees/", "/donnees/catalogue.jsonld"]:
            for method in ("post", "put", "delete", "options", "trace"):
                with self.subTest(f"{method} {address}"):
                    self.assertEqual(getattr(self.client, method)(address).status_code, 405)

    def test_what_does_not_exist_is_said_to(self):
        for address in ["etapes.odt", "agents.csv", "actions.exe", "schema/agents.json"]:
            with self.subTest(address):
                self.assertEqual(self.client.get(f"/donnees/{address}").status_code, 404)

    def test_ten_times_the_actions_take_no_more_queries(self):
        def queries():
            with self.assertNumQueries(1):
                body(self.client.get("/donnees/actions.csv"))

        queries()
        for _ in range(10):
            make_action(status="en-cours", service=make_service(), theme=make_theme())
        queries()
