"""Every list of the back office leaves as a spreadsheet that holds what it shows."""

import tempfile
from pathlib import Path

from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.contrib.contenttypes.models import ContentType
from django.test import TestCase
from django.urls import reverse

from actions.models import Event, ImportRun, ImportWord, Redaction
from exchange.formats import FILE_TYPES
from figures.models import Figure
from legal.admin import SingletonAdmin
from legal.models import Agreement, Nonconformity
from mail.models import OutgoingMail
from newsletter.models import Delivery, ListImport, Subscriber
from pages.models import Page
from portraits.models import Consent, Portrait
from search.models import MissedWord
from services.models import Moment, Service
from spreadsheets import open_book
from staff.models import Helpdesk, Proposal
from tests.factories import (
    make_action,
    make_agent,
    make_audit,
    make_issue,
    make_message,
    make_picture,
    make_service,
    make_subscriber,
    record,
)
from tests.minimal import one_of
from tests.seeded import seed
from tests.test_contents import kinds, published
from tests.workbooks import read_workbook
from writing.models import Attachment

# One record, whose form opens at once: there is no list to export.
WITHOUT_A_LIST = SingletonAdmin
# Their page shows counts instead of records: see SubscriberCountsTests.
COUNTED = {Subscriber}


def url_of(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def sheet_of(response):
    """The rows of the file that was sent, as our reader finds them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export"
        path.write_bytes(response.content)
        with open_book(path) as book:
            shown = [sheet for sheet in book.sheets if not sheet.is_hidden]
            return [list(row.cells) for sheet in shown for row in sheet.rows()]


def first_sheet(content):
    """Read without our reader: a formula that openpyxl or an ods holds would not be its text."""
    return next(iter(read_workbook(content).values()))


class EveryListTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = User.objects.create_superuser("editrice")
        seed()
        make_audit()
        make_message()
        for model in kinds():
            published(model)
        Nonconformity.objects.create(content="Une image sans texte")
        ImportRun.objects.create(made_by=cls.user)
        event = Event.objects.first()
        Redaction.objects.create(event=event, cells=["texte"], asked_by=cls.user)
        issue = make_issue()
        mail = OutgoingMail.objects.create(mailing=Delivery.MAILING, state="douteux")
        Delivery.objects.create(mail=mail, issue=issue, subscriber=make_subscriber())
        ListImport.objects.create(made_by=cls.user, accepted=1, refused=0)
        MissedWord.objects.create(word="trottinette", times=3)
        kind = ContentType.objects.get_for_model(Page)
        Proposal.objects.create(kind=kind, object_id="1", author=cls.user, label="Une page")
        for model in (Agreement, Attachment, Helpdesk, ImportWord):
            one_of(model)
        client = cls.client_class()
        client.force_login(cls.user)
        client.post(reverse("admin:auth_group_add"), {"name": "Un groupe"})

    def setUp(self):
        self.client.force_login(self.user)

    def lists(self):
        """All but the names of those who agreed to be shown, which are for no other use."""
        for model, model_admin in admin.site._registry.items():
            if not isinstance(model_admin, WITHOUT_A_LIST) and model not in {*COUNTED, Consent}:
                yield model

    def test_each_exports_the_records_it_shows_in_each_format(self):
        for model in self.lists():
            listed = self.client.get(url_of(model, "changelist")).context["cl"].result_count
            for extension, media_type in FILE_TYPES.items():
                with self.subTest(model._meta.label, extension=extension):
                    response = self.client.get(url_of(model, "export", 0, extension))
                    self.assertEqual(response.status_code, 200)
                    self.assertEqual(response["Content-Type"], media_type)
                    self.assertRegex(
                        response["Content-Disposition"],
                        rf'^attachment; filename="[a-z-]+-\d{{4}}-\d\d-\d\d\.{extension}"$',
                    )
                    header, *rows = sheet_of(response)
                    self.assertGreater(len(rows), 0)
                    self.assertEqual(len(rows), listed)
                    self.assertTrue(all(name[:1].isupper() or name == "N°" for name in header))

    def test_each_offers_it_under_the_list(self):
        for model in self.lists():
            with self.subTest(model._meta.label):
                page = self.client.get(url_of(model, "changelist"))
                for extension in FILE_TYPES:
                    self.assertContains(page, f'href="{url_of(model, "export", 0, extension)}')

    def test_whoever_may_not_see_a_list_may_not_export_it(self):
        self.client.force_login(User.objects.create_user("personne", is_staff=True))
        for model in self.lists():
            with self.subTest(model._meta.label):
                for address in (
                    url_of(model, "export", 0, "csv"),
                    url_of(model, "export"),
                ):
                    self.assertEqual(self.client.get(address).status_code, 403)


class ListTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = User.objects.create_superuser("editrice")

    def setUp(self):
        self.client.force_login(self.user)

    def rows(self, model, query="", extension="xlsx", table=0):
        address = url_of(model, "export", table, extension)
        return sheet_of(self.client.get(f"{address}{query}"))

    def test_filters_and_search_apply(self):
        make_service(name="Crèches", body="ville")
        make_service(name="Transports", body="agglomeration")
        make_service(name="Voirie", body="ville", state="brouillon")

        for query, names in [
            ("", ["Crèches", "Transports", "Voirie"]),
            ("?body__exact=ville", ["Crèches", "Voirie"]),
            ("?body__exact=ville&state__exact=publie", ["Crèches"]),
            ("?q=transp", ["Transports"]),
            ("?p=2", ["Crèches", "Transports", "Voirie"]),
        ]:
            with self.subTest(query):
                header, *rows = self.rows(Service, query)
                place = header.index("Nom")
                self.assertEqual([row[place] for row in rows], names)

    def test_a_list_of_lines_leaves_with_the_lines_that_it_shows(self):
        """An event is a line of an action: the keys of one are not those of the other."""
        make_action(number=3)
        action = make_action(number=9)
        record(action, status="en-cours", text="Les travaux commencent.")
        record(action, status="realisee", text="C’est fini.", reservation="Date à préciser.")

        for query, texts in [
            ("", {"Les travaux commencent.", "C’est fini."}),
            ("?status__exact=realisee", {"C’est fini."}),
        ]:
            with self.subTest(query):
                _header, *rows = self.rows(Event, query)
                self.assertEqual(len(rows), len(texts))
                self.assertTrue(all(texts & set(row) for row in rows))

    def test_links_keep_the_filters_of_the_page(self):
        make_service()
        page = self.client.get(url_of(Service, "changelist") + "?body__exact=ville")
        address = url_of(Service, "export", 0, "ods")
        self.assertContains(page, f'href="{address}?body__exact=ville"')

    def test_a_filter_that_does_not_exist_leads_back_to_the_list(self):
        response = self.client.get(url_of(Service, "export", 0, "csv") + "?couleur=vert")
        self.assertRedirects(response, url_of(Service, "changelist") + "?e=1")

    def test_a_table_or_a_format_that_does_not_exist_is_not_found(self):
        for args in [(9, "csv"), (0, "exe")]:
            with self.subTest(args):
                address = url_of(Moment, "export", *args)
                self.assertEqual(self.client.get(address).status_code, 404)

    def test_no_text_becomes_a_formula(self):
        picture = make_picture(title="=1+1", alt="-2", credit="@x")
        for extension in FILE_TYPES:
            with self.subTest(extension):
                response = self.client.get(url_of(type(picture), "export", 0, extension))
                self.assertEqual(sheet_of(response)[1][0], "=1+1")
                if extension == "csv":
                    self.assertIn("\n'=1+1;", response.content.decode())
                else:
                    self.assertEqual(first_sheet(response.content)[1][0], "=1+1")

    def test_a_portrait_leaves_without_its_person_and_consent(self):
        make_agent(consent={"ends_on": "2128-01-10"})

        header, row = self.rows(Portrait)

        self.assertIn("Jardinière", row)
        self.assertNotIn("utorisation", str(header))
        for private in ("2128", "Camille", "Zinzolin"):
            self.assertNotIn(private, str(row))

    def test_the_right_to_view_is_enough(self):
        make_service()
        reader = User.objects.create_user("lectrice", is_staff=True)
        reader.user_permissions.add(Permission.objects.get(codename="view_service"))
        self.client.force_login(reader)

        self.assertEqual(len(self.rows(Service)), 2)
        self.assertEqual(self.client.get(url_of(Figure, "export", 0, "csv")).status_code, 403)


class SubscriberCountsTests(TestCase):
    def test_they_are_numbers_without_an_address(self):
        make_subscriber(email="claire@exemple.fr")
        reader = User.objects.create_user("lectrice", is_staff=True)
        reader.user_permissions.add(Permission.objects.get(codename="view_subscriber"))
        self.client.force_login(reader)

        for extension in FILE_TYPES:
            with self.subTest(extension):
                response = self.client.get(url_of(Subscriber, "export", 0, extension))
                header, first, *_ = sheet_of(response)
                self.assertEqual(header, ["Période", "Quoi", "Combien"])
                self.assertEqual(first[1], "Abonnés à qui nous écrivons")
                self.assertEqual(int(first[2]), 1)
                self.assertNotIn("exemple.fr", str(sheet_of(response)))
