import os
import time
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from django.db import connection
from django.test import TestCase, override_settings
from django.utils import timezone

from mail.models import post
from operation import health, tasks
from publishing.page_files import versions


class HealthTests(TestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        changed = override_settings(
            MEDIA_ROOT=Path(folder.name), PRIVATE_MEDIA_ROOT=Path(folder.name) / "private"
        )
        changed.enable()
        self.addCleanup(changed.disable)

    def assert_says(self, status, words):
        answer = self.client.get("/sante/")
        self.assertEqual((answer.status_code, answer.content.decode()), (status, f"{words}\n"))
        self.assertIn("no-store", answer.headers["Cache-Control"])

    def test_each_thing_that_is_not_well_has_its_word(self):
        self.assert_says(503, "taches")  # no worker has ever run here
        tasks.tell_of_life()
        self.assert_says(200, "bien")
        message = post("agent@exemple.fr", "Objet", "Texte")
        self.assert_says(200, "bien")
        message.try_at = timezone.now() - timedelta(hours=2)
        message.save()
        self.assert_says(503, "courrier")
        long_ago = time.time() - 600
        os.utime(health.sign(), (long_ago, long_ago))
        self.assert_says(503, "courrier taches")
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("DROP TRIGGER publishing_moves ON services_service")
            else:
                cursor.execute('DROP TRIGGER "publishing_moves_update_services_service"')
        self.assertTrue(versions.unwatched_tables())
        self.assert_says(503, "declencheurs courrier taches")

    def test_a_full_disk_is_told(self):
        tasks.tell_of_life()
        usage = mock.Mock(total=100, free=4)  # no disk can be filled by a test without harm
        with mock.patch.object(health.shutil, "disk_usage", return_value=usage):
            self.assert_says(503, "disque")
