"""The words of a town hall's reception, on the shipped site, and what staff teach the search."""

import csv
from datetime import timedelta
from pathlib import Path

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from search.models import MissedWord, Signpost
from search.tasks import purge_missed_words
from tests.factories import make_action, make_service
from tests.seeded import seed

WORDS = Path(__file__).parents[1] / "data" / "mots-d-accueil.csv"
URL = reverse("search:results")


class ReceptionTests(TestCase):
    """Each word leads, in the first three results, to a right page or to an honest elsewhere."""

    @classmethod
    def setUpTestData(cls):
        seed()

    def test_every_word_is_answered(self):
        with WORDS.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertGreater(len(rows), 50)
        for row in rows:
            with self.subTest(row["mot"]):
                first = self.client.get(URL, {"q": row["mot"]}).context["results"][:3]
                if row["page"] == "ailleurs":
                    away = [found for found in first if found["kind"].slug == "ailleurs"]
                    self.assertIn("n’est pas ici", str(away[0]["excerpt"]).replace("</mark>", ""))
                    self.assertRegex(away[0]["url"], r"^https://www\.(?:service-public|ales)\.fr/$")
                else:
                    self.assertIn(row["page"], [found["url"] for found in first])
        self.assertFalse(MissedWord.objects.filter(word__in=[r["mot"] for r in rows]).exists())

    def test_a_signpost_leads_somewhere(self):
        for signpost in Signpost.objects.exclude(address__startswith="https"):
            with self.subTest(signpost.address):
                self.assertEqual(self.client.get(signpost.address).status_code, 200)


class SignpostTests(TestCase):
    def test_what_staff_write_is_found_at_once_and_comes_first(self):
        make_service(name="Gravats, gravats", slug="gravats")
        tip = make_service(name="Déchets", slug="dechets")
        Signpost.objects.create(
            title="Les gravats", words="gravats, gros débris", address=tip.get_absolute_url()
        )
        page = self.client.get(URL, {"q": "gravat"})
        self.assertEqual(page.context["results"][0]["url"], tip.get_absolute_url())
        self.assertEqual(len(self.client.get(URL, {"q": "gros débris"}).context["results"]), 1)

    def test_an_address_that_is_neither_is_refused(self):
        for address in ("dechets", "//ailleurs.fr", "http://ales.fr", "javascript:alert(1)"):
            with self.subTest(address), self.assertRaises(ValidationError) as refused:
                Signpost(title="T", words="t", address=address).full_clean()
            self.assertIn("address", refused.exception.message_dict)
        with self.assertRaises(ValidationError) as refused:
            Signpost(title="T", words="t", address="https://ales.fr/").full_clean()
        self.assertEqual(
            refused.exception.message_dict,
            {"text": ["Dites que ce n’est pas ici, et chez qui voir."]},
        )


class MissedWordTests(TestCase):
    def kept(self, *texts):
        make_action(number=9, title="Modernisation des Halles")
        for text in texts:
            self.client.get(URL, {"q": text})
        return dict(MissedWord.objects.values_list("word", "times"))

    def test_unknown_words_are_counted_alone(self):
        kept = self.kept(
            "Trottinette", "trottinette halles", "TROTTINETTES", "halles", "hales", "zz"
        )
        self.assertEqual(kept, {"trottinette": 2, "trottinettes": 1})

    def test_nothing_that_may_be_somebody_is_kept(self):
        kept = self.kept(
            *("Jean Dupont", "jean dupont", "halles Dupont", "mme dupont halles", "dupont@ales.fr"),
            *("dupont 0466000000", "06 66 00 00 00", "12 rue Dupont", "x" * 40, "<script>", ""),
        )
        self.assertEqual(kept, {"script": 1})

    def test_heads_count_nothing_and_the_table_is_bounded(self):
        self.client.head(URL, {"q": "trottinette"})
        MissedWord.objects.bulk_create(MissedWord(word=f"mot{n}") for n in range(2000))
        self.client.get(URL, {"q": "trottinette"})
        self.assertFalse(MissedWord.objects.filter(word="trottinette").exists())

    def test_staff_read_what_is_asked_often_and_the_worker_forgets(self):
        MissedWord.objects.create(word="trottinette", times=3)
        MissedWord.objects.create(word="rare", times=2)
        old = timezone.localdate() - timedelta(days=91)
        MissedWord.objects.create(word="ancien", times=9, last_on=old)
        self.client.force_login(User.objects.create_superuser("admin"))
        page = self.client.get("/admin/search/missedword/")
        self.assertContains(page, "/admin/search/signpost/add/?words=trottinette")
        self.assertNotContains(page, "rare</td>")
        purge_missed_words()
        self.assertEqual(
            set(MissedWord.objects.values_list("word", flat=True)), {"trottinette", "rare"}
        )
