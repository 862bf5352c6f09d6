"""After a withdrawal, and after the end of a consent, nothing is left: neither at an address, nor
on the disk, nor in the database."""

import datetime
import io
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from pictures import places
from pictures.decoding import decode
from pictures.files import FORMATS
from portraits.models import Approval, Consent, GoneAddress, Portrait, Removal
from portraits.withdrawal import link_of, take_away, take_away_ended
from posters.posters import FORMATS as POSTERS
from publishing.models import Picture
from publishing.page_files import log, versions
from tests.clock import clock_at
from tests.factories import approved, make_person_consent, make_portrait
from tests.publishing.page_files_case import PageFilesTestCase, Visitor

NAME, WORDS = "Philomène", "Elle taille les mûriers platanes du quai"
SLUG = "philomene-jardiniere"
PAGES = (
    "/",
    "/portraits/",
    "/affiches/",
    "/plan-du-site/",
    "/sitemap.xml",
    "/recherche/?q=Philom%C3%A8ne",
)


def make_photograph():
    picture = Picture(title=f"{NAME} au jardin", alt=f"{NAME} taille un arbre.")
    file = io.BytesIO()
    # Of its own, and quick to compress.
    Image.effect_noise((14, 16), 60).resize((700, 800)).save(file, "JPEG")
    picture.set_image(decode(SimpleUploadedFile("photo.jpg", file.getvalue())))
    picture.save()
    return picture


def make_shown(**consent):
    """A portrait as the public sees it, and what its making left in the journal."""
    picture = make_photograph()
    consent |= {"displayed_name": NAME, "on_posters": True, "on_networks": True}
    agreed = make_person_consent(picture, **consent)
    words = {"text": WORDS, "quote": WORDS, "testimony": WORDS}
    portrait = approved(
        make_portrait(slug=SLUG, picture=picture, consent=agreed, is_example=False, **words)
    )
    Approval.send(portrait)
    Approval.objects.update(answer="changement", name=NAME, words=WORDS)
    user = User.objects.create_user("editrice", is_staff=True)
    for record in (portrait, picture):
        LogEntry.objects.log_actions(user.pk, [record], CHANGE, "Modifié.", single_object=True)
    places.follow(Picture.objects.all())
    return portrait


def addresses_of(portrait):
    """Every address that carries the picture or the words."""
    picture = portrait.picture
    files = [picture.address(w, name) for w in picture.widths for name, _, _ in FORMATS]
    opened = picture.open_to_holder().address(320, "jpg")
    page = portrait.get_absolute_url()
    posters = [f"{page}affiche/", *(f"{page}{name}" for name in POSTERS)]
    return [page, f"{page}partage.png", *posters, portrait.get_preview_url(), opened, *files]


def rows_with(text):
    """The tables that hold a text, in any column."""
    found = set()
    for model in apps.get_models(include_auto_created=True):
        for row in model._base_manager.values_list():
            if any(text in str(value) for value in row):
                found.add(model._meta.label)
    return found


def files_of(folder):
    return [
        path
        for root in (settings.MEDIA_ROOT, settings.PRIVATE_MEDIA_ROOT)
        for path in Path(root).rglob("*")
        if folder in str(path)
    ]


class NothingLeft(PageFilesTestCase):
    def setUp(self):
        super().setUp()
        self.portrait = make_shown(ends_on=timezone.localdate() + datetime.timedelta(days=20))
        self.consent = self.portrait.consent
        self.folder_of_picture = self.portrait.picture.folder
        self.addresses = addresses_of(self.portrait)
        self.link = link_of(self.consent).removeprefix(settings.SITE_URL)
        contents = [
            path.read_bytes() for path in files_of(self.folder_of_picture) if path.is_file()
        ]
        self.contents = set(contents)
        for path in self.addresses:
            self.assertEqual(self.visit(path).status, 200, path)
        for path in PAGES:
            self.assertIn(NAME if path != "/sitemap.xml" else SLUG, self.visit(path).text)
        self.assertGreater(len(self.anywhere(NAME)), 3)
        self.assertEqual(len(self.contents), 9)

    def assert_nothing_is_public(self):
        for path in self.addresses:
            self.assertIn(self.visit(path).status, (404, 410), path)
        self.assertEqual(self.visit(self.portrait.get_absolute_url()).status, 410)
        for path in PAGES:
            self.assertNotIn(WORDS, self.visit(path).text)
            self.assertNotIn(SLUG, self.visit(path).text)
        self.assertEqual(self.anywhere(WORDS) + self.anywhere(SLUG), [])
        self.assertFalse(places.public_place(self.folder_of_picture).exists())

    def assert_nothing_is_kept(self):
        self.assertEqual(files_of(self.folder_of_picture), [])
        for root in (settings.MEDIA_ROOT, settings.PRIVATE_MEDIA_ROOT, self.root):
            for path in Path(root).rglob("*"):
                self.assertFalse(path.is_file() and path.read_bytes() in self.contents, path)
        for text in (NAME, WORDS, SLUG):
            self.assertEqual(rows_with(text), set(), text)
        self.assertEqual(rows_with("Camille Zinzolin"), {"portraits.Consent"})  # with its paper


class WithdrawalTests(NothingLeft):
    def withdraw(self, path, **headers):
        with self.captureOnCommitCallbacks(execute=True):
            answer = self.visit(path, method="POST", **headers)
        self.assertEqual(answer.status, 302)

    def test_by_the_person_s_own_link(self):
        self.assertIn("Retirer mon autorisation et tout effacer", self.visit(self.link).text)
        self.assertEqual(Portrait.objects.count(), 1)  # looking changes nothing

        self.withdraw(self.link)

        self.assert_nothing_is_public()
        self.assert_nothing_is_kept()
        certificate = self.visit(self.link)
        self.assertIn("1 photographie, en 9\n            fichiers", certificate.text)
        self.assertIn("il ne restait aucun de ces fichiers sur le serveur", certificate.text)
        self.assertIn("no-store", certificate.headers["Cache-Control"])
        self.withdraw(self.link)  # again is the same
        self.assertEqual(Removal.objects.count(), 1)

    def test_a_link_that_was_never_made_opens_nothing(self):
        self.assertEqual(
            self.visit(self.link.replace("autorisation/", "autorisation/x")).status, 404
        )
        Consent.objects.filter(pk=self.consent.pk).update(withdrawn_on="2020-01-01")
        Portrait.objects.all().delete()
        Consent.objects.all().delete()
        self.assertEqual(self.visit(self.link).status, 410)

    def test_at_its_end_with_nobody_acting(self):
        tomorrow = timezone.now() + datetime.timedelta(days=21)
        with clock_at(tomorrow.isoformat()):
            for path in self.addresses:  # the application alone, before any worker looks
                self.assertIn(Visitor(self.django)(path).status, (404, 410), path)
            with self.captureOnCommitCallbacks(execute=True):
                take_away_ended()
            self.folder.follow()
            self.assert_nothing_is_public()
            self.assert_nothing_is_kept()
            removal = Removal.objects.get()
            self.assertEqual((removal.reason, removal.files), ("fin", 9))
            take_away_ended()
            self.assertEqual(Removal.objects.count(), 1)
            self.assertIn("a pris fin le", self.visit(self.link).text)

    def test_the_front_s_files_go_at_the_end_even_before_the_worker_deletes(self):
        tomorrow = timezone.now() + datetime.timedelta(days=21)
        with clock_at(tomorrow.isoformat()):
            self.folder.follow()  # what any process of the machine does twice a second
            self.assert_nothing_is_public()

    def test_a_crash_after_the_commit_leaves_nothing_public_and_the_worker_ends_it(self):
        with self.captureOnCommitCallbacks():  # and nothing of it is executed
            take_away(self.consent.pk, Removal.Reason.STAFF)
        self.assertIsNone(Removal.objects.get().files_gone_at)
        places.follow(Picture.objects.all())
        self.assertFalse(places.public_place(self.folder_of_picture).exists())

        take_away_ended()

        self.assertIsNotNone(Removal.objects.get().files_gone_at)
        self.folder.follow()
        self.assert_nothing_is_public()
        self.assert_nothing_is_kept()

    def test_a_migration_that_died_shows_nothing_of_it_either(self):
        versions.number()
        versions.remove_triggers()

        with self.assertLogs(log.logger):
            self.withdraw(self.link)

        for path in self.addresses:
            self.assertIn(self.visit(path).status, (404, 410), path)
        self.assertEqual(self.anywhere(WORDS) + self.anywhere(SLUG), [])
        call_command("migrate", verbosity=0)  # the next one mends it
        self.folder.follow()
        self.assert_nothing_is_public()
        self.assert_nothing_is_kept()


class BackOfficeTests(TestCase):
    def test_staff_withdraw_after_a_page_that_says_what_will_go(self):
        portrait = make_shown()
        self.client.force_login(User.objects.create_superuser("admin", password="x"))
        change = reverse("admin:portraits_consent_change", args=[portrait.consent_id])
        url = reverse("admin:portraits_consent_withdraw", args=[portrait.consent_id])
        self.assertContains(self.client.get(change), url)
        self.assertContains(self.client.get(change), link_of(portrait.consent))
        self.assertContains(self.client.get(url), f"{NAME} au jardin")
        self.assertEqual(Portrait.objects.count(), 1)

        with self.captureOnCommitCallbacks(execute=True):
            page = self.client.post(url, follow=True)

        self.assertContains(page, "tout ce qu’elle couvrait est effacé")
        self.assertEqual((Portrait.objects.count(), Picture.objects.count()), (0, 0))
        self.assertNotContains(page, "Retirer l’autorisation")
        self.assertEqual(self.client.get(url).status_code, 403)

    def test_those_who_only_read_withdraw_nothing(self):
        portrait = make_shown()
        self.client.force_login(User.objects.create_user("lectrice", is_staff=True))
        url = reverse("admin:portraits_consent_withdraw", args=[portrait.consent_id])
        self.assertEqual(self.client.post(url).status_code, 403)
        self.assertEqual(Portrait.objects.count(), 1)

    def test_the_portrait_of_another_person_loses_the_shared_picture(self):
        portrait = make_shown()
        other = make_portrait(
            picture=portrait.picture,
            consent=make_person_consent(portrait.picture, person="Dominique"),
            is_example=False,
        )
        with self.captureOnCommitCallbacks(execute=True):
            take_away(portrait.consent_id, Removal.Reason.STAFF)

        other.refresh_from_db()
        self.assertEqual((other.picture, other.state), (None, "brouillon"))
        self.assertEqual(GoneAddress.objects.count(), 1)
        self.assertEqual(self.client.get(other.get_preview_url()).status_code, 200)
