"""Spreadsheets brought into the lists of the back office: sent, previewed, confirmed."""

import datetime
import re
import tempfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from unittest import mock

from django.conf import settings
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase, override_settings
from django.utils import timezone
from openpyxl import Workbook

from exchange.formats import FILE_TYPES
from exchange.uploads import FOLDER, forget_uploads
from figures.models import Figure, Reading
from publishing.text.dates import PartialDate
from services.models import Landmark, Moment, Service
from tests.clock import clock_at
from tests.exchange.test_exports import url_of
from tests.factories import make_figure, make_moment, make_service, make_source
from tests.seeded import seed


class ImportTestCase(TestCase):
    model = Service

    @classmethod
    def setUpTestData(cls):
        cls.user = User.objects.create_superuser("editrice")

    def setUp(self):
        self.client.force_login(self.user)
        folder = self.enterContext(tempfile.TemporaryDirectory())
        waiting = {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder},
        }
        stored = settings.STORAGES | {"import_export": waiting}
        self.enterContext(override_settings(STORAGES=stored))
        self.folder = Path(folder)

    def send(self, content, name="envoi.csv", model=None):
        content = content if isinstance(content, bytes) else content.encode()
        upload = SimpleUploadedFile(name, content)
        return self.client.post(url_of(model or self.model, "import"), {"import_file": upload})

    def confirm(self, preview, model=None, **more):
        data = {"apercu": preview.context["token"]}
        return self.client.post(
            url_of(model or self.model, "process_import"), data | more, follow=True
        )

    def faults(self, content):
        page = self.send(content)
        self.assertEqual(page.status_code, 422)
        self.assertIsNone(page.context["token"])
        return [tuple(fault) for fault in page.context["result"].faults]

    def waiting_files(self):
        return [path for path in self.folder.rglob("*") if path.is_file()]


class ServiceImportTests(ImportTestCase):
    def test_a_file_is_previewed_then_applied_once(self):
        make_service(slug="eau", name="Eau", summary="L’eau.", address="Place Saint-Jean")
        figure = make_figure("lignes-de-bus")
        sheet = (
            "Adresse;Nom;Organisme;En une phrase;Adresse d’accueil;Chiffres\n"
            "eau;;;L’eau de tous.;–;lignes-de-bus\n"
            "bus;Bus;agglo;Les bus.;;\n".replace("agglo", "Alès Agglomération")
        )

        preview = self.send(sheet)

        self.assertContains(preview, "Aperçu de « envoi.csv »&nbsp;: 1 ajout, 1 modification.")
        self.assertEqual(
            [row.diff for row in preview.context["result"].changes],
            [
                [
                    ("En une phrase", "L’eau.", "L’eau de tous."),
                    ("Chiffres", "", "lignes-de-bus"),
                    ("Adresse d’accueil", "Place Saint-Jean", ""),
                ],
                [
                    ("Adresse", "", "bus"),
                    ("Nom", "", "Bus"),
                    ("Organisme", "", "Alès Agglomération"),
                    ("En une phrase", "", "Les bus."),
                    ("Accueil de tous les services", "", "non"),
                    ("État", "", "Brouillon"),
                ],
            ],
        )
        self.assertEqual(Service.objects.get().summary, "L’eau.")

        done = self.confirm(preview)

        self.assertContains(done, "Import enregistré : 1 ajout, 1 modification.")
        bus, water = Service.objects.order_by("slug")
        self.assertEqual((water.name, water.summary), ("Eau", "L’eau de tous."))
        self.assertEqual((water.address, water.state), ("", "publie"))
        self.assertEqual(list(water.figures.all()), [figure])
        self.assertEqual((bus.body, bus.state), ("agglomeration", "brouillon"))
        self.assertEqual(self.waiting_files(), [])

        again = self.send(sheet)
        self.assertContains(again, "est déjà sur le site")
        self.assertEqual(self.waiting_files(), [])

    def test_history_and_journal_name_the_file(self):
        make_service(slug="eau", name="Eau")
        self.confirm(
            self.send("Adresse;Nom;Organisme;En une phrase\neau;L’eau;;\nbus;Bus;ville;Les bus.")
        )

        record = Service.objects.get(slug="eau").history.first()
        self.assertEqual(record.history_change_reason, "Import de envoi.csv")
        self.assertEqual(record.history_user, self.user)
        self.assertEqual(
            sorted(LogEntry.objects.values_list("action_flag", "object_repr", "change_message")),
            [
                (ADDITION, "Bus", "Import de envoi.csv"),
                (CHANGE, "L’eau", "Import de envoi.csv"),
            ],
        )

    def test_an_import_publishes_nothing_and_withdraws_nothing(self):
        make_service(slug="eau", name="Eau", state="publie")
        preview = self.send(
            "Adresse;Nom;Organisme;En une phrase;État\n"
            "eau;Eau;;;Brouillon\nbus;Bus;ville;Les bus.;Publié"
        )

        self.assertContains(preview, "Lu, mais jamais changé par un import")
        self.confirm(preview)

        self.assertEqual(
            list(Service.objects.order_by("slug").values_list("slug", "state")),
            [("bus", "brouillon"), ("eau", "publie")],
        )

    def test_faults_name_the_line_the_column_and_what_was_expected(self):
        make_service(slug="eau")
        sheet = (
            "Titre du tableau;;;\n"
            ";;;\n"
            "Adresse;Nom;Organisme;En une phrase\n"
            "bus;;région;Les bus.\n"
            "eau;Eau;;\n"
            "eau;Eau encore;;\n"
            "voirie;Voirie;ville;Il y a [[inconnu]] rues.\n"
        )

        self.assertEqual(
            self.faults(sheet),
            [
                (4, "Nom", "Ce champ ne peut pas être vide."),
                (
                    4,
                    "Organisme",
                    "« région » est inconnu ; attendu : « Ville d’Alès », « Alès Agglomération », "
                    "« CCAS d’Alès ».",
                ),
                (6, "", "La ligne 5 parle déjà du même enregistrement."),
                (
                    7,
                    "En une phrase",
                    "Chiffre inconnu ou sans valeur affichée : [[inconnu]]. Vérifiez la clé dans "
                    "« Chiffres », ou ajoutez-y ce chiffre.",
                ),
            ],
        )
        self.assertEqual(Service.objects.count(), 1)
        self.assertEqual(self.waiting_files(), [])

    def test_a_site_that_changed_is_previewed_again(self):
        service = make_service(slug="eau", name="Eau")
        preview = self.send("Adresse;Nom\neau;L’eau de tous")
        Service.objects.filter(pk=service.pk).update(name="Eau potable")

        answer = self.confirm(preview)

        self.assertContains(answer, "Le site a changé depuis l’aperçu")
        self.assertEqual(
            answer.context["result"].changes[0].diff, [("Nom", "Eau potable", "L’eau de tous")]
        )
        self.assertEqual(Service.objects.get().name, "Eau potable")

        self.confirm(answer)
        self.assertEqual(Service.objects.get().name, "L’eau de tous")

    def test_a_colleague_s_edit_of_another_field_stays(self):
        service = make_service(slug="eau", name="Eau")
        preview = self.send("Adresse;Nom\neau;L’eau de tous")
        Service.objects.filter(pk=service.pk).update(summary="Revu.")

        self.confirm(preview)

        service.refresh_from_db()
        self.assertEqual((service.name, service.summary), ("L’eau de tous", "Revu."))

    def test_a_confirmation_serves_once_within_a_day_and_for_its_author(self):
        make_service(slug="eau", name="Eau")
        preview = self.send("Adresse;Nom\neau;L’eau")
        refusal = "Cet aperçu a déjà servi, ou il a plus d’un jour"

        self.client.force_login(User.objects.create_superuser("collegue"))
        self.assertContains(self.confirm(preview), refusal)
        self.client.force_login(self.user)
        for forged in ["", "../../etc/passwd", preview.context["token"][:-2] + "xx"]:
            self.assertContains(self.confirm(preview, apercu=forged), refusal)
        self.assertEqual(Service.objects.get().name, "Eau")
        self.confirm(preview)
        self.assertEqual(Service.objects.get().name, "L’eau")
        self.assertContains(self.confirm(preview), refusal)

    def test_a_preview_of_one_list_does_not_confirm_another(self):
        make_service(slug="eau", name="Eau")
        preview = self.send("Adresse;Nom\neau;L’eau")

        self.assertContains(self.confirm(preview, model=Moment), "Cet aperçu a déjà servi")

    def test_a_confirmation_that_fails_half_way_writes_nothing(self):
        make_service(slug="eau", name="Eau")
        preview = self.send(
            "Adresse;Nom;Organisme;En une phrase\neau;L’eau;;\nbus;Bus;ville;Les bus."
        )
        save = Service.save

        def failing(service, *args, **kwargs):
            if service.slug == "bus":
                raise OSError("disque plein")
            save(service, *args, **kwargs)

        with mock.patch.object(Service, "save", failing):
            answer = self.confirm(preview)

        self.assertContains(answer, "Cette ligne ne peut pas être enregistrée", status_code=422)
        self.assertEqual(Service.objects.get().name, "Eau")
        self.assertFalse(LogEntry.objects.exists())

    def test_files_nobody_confirmed_go_within_a_day(self):
        make_service(slug="eau", name="Eau")
        self.send("Adresse;Nom\neau;L’eau")
        self.assertEqual(len(self.waiting_files()), 1)

        forget_uploads()
        self.assertEqual(len(self.waiting_files()), 1)
        tomorrow = timezone.now() + datetime.timedelta(hours=25)
        with clock_at(tomorrow.isoformat()):
            forget_uploads()
        self.assertEqual(self.waiting_files(), [])
        self.assertEqual(storages["import_export"].listdir(FOLDER), ([], []))

    def test_who_may_import(self):
        person = User.objects.create_user("personne", is_staff=True)
        self.client.force_login(person)
        address = url_of(Service, "import")
        for codenames in [[], ["view_service"], ["change_service"], ["add_service"]]:
            person.user_permissions.set(Permission.objects.filter(codename__in=codenames))
            with self.subTest(codenames):
                self.assertEqual(self.client.get(address).status_code, 403)
                self.assertEqual(
                    self.client.post(url_of(Service, "process_import")).status_code, 403
                )
        both = ["add_service", "change_service", "view_service"]
        person.user_permissions.set(Permission.objects.filter(codename__in=both))
        self.assertEqual(self.client.get(address).status_code, 403)  # it would publish at once
        both.append("publish_proposal")
        person.user_permissions.set(Permission.objects.filter(codename__in=both))
        page = self.client.get(address)
        self.assertEqual(
            [sheet.get_display_name() for sheet in page.context["sheets"]], ["Services"]
        )
        self.assertContains(self.client.get(url_of(Service, "changelist")), f'href="{address}"')

    def test_the_group_communication_may_and_lecture_may_not(self):
        seed()
        for group, status in [("Communication", 200), ("Lecture", 403)]:
            person = User.objects.create_user(group, is_staff=True)
            person.groups.add(Group.objects.get(name=group))
            self.client.force_login(person)
            for model in (Service, Moment, Figure):
                with self.subTest(group, model=model):
                    self.assertEqual(self.client.get(url_of(model, "import")).status_code, status)


class FileTests(ImportTestCase):
    """Files are read as those of the actions are: `spreadsheets` tests the reader itself."""

    def test_french_office_files_are_read(self):
        service = make_service(slug="eau", name="Eau")
        source = make_source(key="mag", title="Le Mag")
        text = "Service;Date;Fait;Source\neau;01/12/2026;L’été à l’école;mag\n"
        book = Workbook()
        book.active.append(["Repères du service"])
        sheet = book.create_sheet("Suivi")
        sheet.append(["Service", "Date", "Fait", "Source"])
        sheet.append(["Eau", datetime.date(2026, 12, 1), "L’été à l’école", "Le Mag (Ville)"])
        stream = BytesIO()
        book.save(stream)
        for name, content in {
            "cp1252.csv": text.encode("cp1252"),
            "utf-8.csv": text.encode("utf-8-sig"),
            "utf-16.csv": text.encode("utf-16"),
            "tabulations.csv": text.replace(";", "\t").encode(),
            "suivi.xlsx": stream.getvalue(),
        }.items():
            with self.subTest(name):
                Landmark.objects.all().delete()
                self.confirm(self.send(content, name))
                landmark = Landmark.objects.get()
                self.assertEqual((landmark.service, landmark.source), (service, source))
                self.assertEqual(landmark.occurred_on.iso, "2026-12-01")
                self.assertEqual(landmark.text, "L’été à l’école")

    def test_files_that_cannot_be_read_say_why(self):
        for content, reason in [
            (b"", "vide"),
            (b"\x00\x01\x02" * 50, "fichier"),
            (b"PK\x03\x04rien", "fichier"),
            ("Couleur;Forme\nvert;rond", "Aucune feuille n’a les colonnes attendues"),
            ("Adresse;Nom\n", "Ce tableau n’a aucune ligne sous ses titres."),
            ("x" * 5_300_000, "5 Mo"),
        ]:
            with self.subTest(reason):
                page = self.send(content)
                self.assertEqual(page.status_code, 422)
                self.assertIn(reason, str(page.context["form"].errors))
                self.assertContains(page, "Rien n’a été changé.", status_code=422)
                self.assertEqual(self.waiting_files(), [])

    def test_columns_left_aside_are_told(self):
        make_service(slug="eau", name="Eau")
        page = self.send("Adresse;Nom;Couleur;Nom\neau;L’eau;bleue;Autre")
        self.assertEqual(
            page.context["result"].notes,
            [
                "Séparateur reconnu : point-virgule.",
                "Laissé de côté, car le site ne connaît pas ce titre de colonne : « Couleur ».",
                "Titre de colonne en double, dont le premier compte : « Nom ».",
            ],
        )


class FigureImportTests(ImportTestCase):
    model = Figure

    def test_readings_are_read_as_french_people_write_them(self):
        make_source(key="mag")
        Figure.objects.create(key="repas", label="Repas")

        preview = self.send(
            "Chiffre;Précision;Valeur;Valeur à la date de;Source;Affichée\n"
            "repas;plus de;1 200,50;mai 2017;mag;oui\n"
            "repas;;1100;2016;mag;non\n"
        )
        self.confirm(preview)

        shown, other = Figure.objects.get().readings.all()
        self.assertEqual(
            (shown.value, shown.as_of, shown.qualifier),
            (Decimal("1200.5"), PartialDate.from_iso("2017-05"), "plus de"),
        )
        self.assertEqual((other.value, other.is_shown), (1100, False))

    def test_one_reading_is_shown_and_only_one(self):
        source = make_source(key="mag")
        make_figure("repas", value=5, source=source)
        header = "Chiffre;Valeur;Valeur à la date de;Source;Affichée\n"

        self.assertEqual(
            self.faults(header + "repas;5;2019;mag;oui\nrepas;6;2020;mag;oui"),
            [(3, "Affichée", "La ligne 2 affiche déjà un relevé de ce chiffre.")],
        )
        self.assertEqual(
            self.faults(header + "repas;5;2019;mag;non"),
            [(0, "Affichée", "Le chiffre « repas » n’aurait plus de relevé affiché.")],
        )
        self.confirm(self.send(header + "repas;5;2019;mag;non\nrepas;6;2020;mag;oui"))
        self.assertEqual(Reading.objects.get(is_shown=True).value, 6)

    def test_faults_of_a_reading(self):
        make_source(key="mag")
        Figure.objects.create(key="repas", label="Repas")
        self.assertEqual(
            self.faults(
                "Chiffre;Valeur;Valeur à la date de;Source;Affichée\n"
                "repas;12.000;2019;mag;oui\n"
                "menus;8;2019;mag;oui\n"
                "repas;8;31/02/2019;mag;peut-être\n"
            ),
            [
                (
                    2,
                    "Valeur",
                    "« 12.000 » peut se lire de deux façons ; écrivez « 12000 » ou « 12 ».",
                ),
                (
                    3,
                    "Chiffre",
                    "« menus » est inconnu ; attendu : clé (« chiffre »), déjà sur le site.",
                ),
                (
                    4,
                    "Valeur à la date de",
                    "« 31/02/2019 » n’existe pas dans le calendrier ; attendu : une date, par "
                    "exemple 01/12/2026.",
                ),
            ],
        )


class MomentImportTests(ImportTestCase):
    model = Moment

    def test_hours_are_read_as_they_are_said(self):
        make_service(slug="eau", name="Eau")
        make_moment(time="05:30", title="Propreté", text="Ils nettoient.")
        preview = self.send(
            "Heure;Titre;Service;Texte\n"
            "5 h 30;Propreté;;Ils balaient.\n08:15;Crèche;eau;On accueille.\n"
        )
        self.assertContains(preview, "1 ajout, 1 modification.")
        self.confirm(preview)
        self.assertEqual(
            [(m.hour_label, m.title, m.text) for m in Moment.objects.all()],
            [("5 h 30", "Propreté", "Ils balaient."), ("8 h 15", "Crèche", "On accueille.")],
        )

    def test_a_wrong_hour_says_how_to_write_it(self):
        self.assertEqual(
            self.faults("Heure;Titre\nvers midi;Repas"),
            [(2, "Heure", "« vers midi » n’est pas une heure ; attendu : 8 h 15 ou 08:15.")],
        )


class RoundTripTests(ImportTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        seed()
        Service.objects.filter(slug="eau").update(
            text="- une liste\r\n- d’un formulaire", address="=1+1"
        )

    def test_what_was_exported_comes_back_without_a_change(self):
        for model, tables in {Service: 2, Moment: 1, Figure: 2}.items():
            for table in range(tables):
                for extension in FILE_TYPES:
                    with self.subTest(model.__name__, table=table, extension=extension):
                        export = self.client.get(url_of(model, "export", table, extension))
                        page = self.send(export.content, f"export.{extension}", model)
                        result = page.context["result"]
                        self.assertEqual(
                            ([*result.faults], [r.diff for r in result.changes]), ([], [])
                        )
                        self.assertRegex(result.summary, r"^\d+ lignes sans changement$")


class PageTests(ImportTestCase):
    def test_the_pages_are_in_french_and_need_no_inline_style_or_script(self):
        make_service(slug="eau", name="Eau")
        pages = [
            self.client.get(url_of(Service, "import")),
            self.send("Adresse;Nom\neau;L’eau"),
            self.send("Adresse;Nom\neau;L’eau\neau;Eau"),
            self.send("a;b\n1;2"),
        ]
        for page in pages:
            html = page.content.decode()
            self.assertNotRegex(html, r" style=|<style|<script(?! src)| on[a-z]+=")
            text = re.sub(r"<[^>]+>", " ", html)
            for word in ["Import ", "Preview", "Submit", "Confirm", "Row", "Errors", "Skipped"]:
                self.assertNotRegex(text, rf"\b{word.strip()}\b(?! (de|enregistré))")
