import json
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib.auth.models import User
from django.test import TestCase, override_settings
from django.utils import timezone

from actions.models import Event, Redaction
from newsletter.models import ForgottenAddress, Subscriber
from operation import erasures
from tests.factories import make_action, record


class ErasuresTests(TestCase):
    def setUp(self):
        folder = Path(self.enterContext(TemporaryDirectory()))
        self.enterContext(override_settings(PRIVATE_MEDIA_ROOT=folder / "private"))
        self.before = timezone.now() - timedelta(seconds=1)

    def lines(self, day=None):
        return list(erasures.lines_since(erasures.journal(), day or self.before))

    def test_a_line_has_the_time_of_the_commit_and_neither_name_nor_word(self):
        person = Subscriber.objects.create(email="partie@exemple.fr", confirmed_at=timezone.now())
        with self.captureOnCommitCallbacks() as waiting:
            person.leave()
        self.assertFalse(erasures.journal().exists())
        asked = timezone.now()
        for append in waiting:
            append()
        (line,) = self.lines(asked)  # later than what is asked of before the commit
        self.assertNotIn("partie", erasures.journal().read_text(encoding="utf-8"))
        line["refaire"](**line)
        self.assertTrue(ForgottenAddress.holds("partie@exemple.fr"))
        self.assertEqual(self.lines(timezone.now()), [])

    def test_what_the_archive_holds_already_is_done_again_without_harm(self):
        asked_by, confirmed_by = (User.objects.create_user(name) for name in ("une", "deux"))
        event = record(make_action(number=9), status="en-cours", text="Madame X a signé.")
        redaction = Redaction.objects.create(
            event=event, cells=["texte"], reason="demande", asked_by=asked_by
        )
        with self.captureOnCommitCallbacks(execute=True):
            redaction.confirm(confirmed_by)
        (line,) = self.lines()
        self.assertEqual((line["quoi"], line["cellules"]), ("mots", ["texte"]))
        line["refaire"](**line)
        self.assertEqual(Redaction.objects.count(), 1)
        self.assertTrue(Event.objects.get(pk=event.pk).is_redacted)

    def test_a_line_that_is_none_is_named(self):
        erasures.journal().parent.mkdir()
        erasures.journal().write_text(json.dumps({"le": "hier"}) + "\n", encoding="utf-8")
        with self.assertRaisesMessage(ValueError, "la ligne 1 du journal des effacements"):
            self.lines()
