from django.test import SimpleTestCase

from tests.databases import migrated_database, run_apart


class AtOnceTests(SimpleTestCase):
    databases = {"default"}

    def test_of_several_confirmations_at_once_one_is_done_and_each_is_answered(self):
        with migrated_database() as address:
            done = run_apart("tests.actions.imports.clicks_at_once", address)

        self.assertEqual(done.returncode, 0, done.stderr)
        clicks, editors, verdict = done.stdout.splitlines()
        self.assertEqual(clicks, "clicks: AlreadyApplied AlreadyApplied AlreadyApplied applique")
        self.assertEqual(editors, "editors: Conflict applique")
        self.assertIn("L’historique est intact : 2 étapes", verdict)
