import subprocess
import sys

from django.conf import settings
from django.test import SimpleTestCase


class PackageTests(SimpleTestCase):
    def test_it_is_used_without_django(self):
        script = (
            "import sys; sys.modules['django'] = None\n"
            "import publishing.spreadsheets, publishing.spreadsheets.values\n"
            "print(publishing.spreadsheets.LIMITS.rows)"
        )
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=settings.BASE_DIR, capture_output=True, text=True
        )
        self.assertEqual((done.stdout.strip(), done.stderr), ("50000", ""))
