import pytest
from django.test import TestCase

from tests.databases import migrated_database, run_apart


@pytest.mark.long
class FourWorkersTests(TestCase):
    def test_each_person_is_written_to_once_and_confirmed_once(self):
        with migrated_database() as address:
            result = run_apart("tests.newsletter.four_workers", address)
        self.assertEqual(
            result.stdout.splitlines(),
            [
                "40 people, messages for each: [1], links: 40",
                "waiting: 0, requests left: 30",
                "answers: [(200, 10), (410, 30)]",
                "subscribers: 10, consents: 10",
            ],
            result.stderr,
        )
