from django.test import TestCase

from newsletter.issues.announcing import who_will_be_written
from tests.factories import make_action, make_subscriber, make_theme


class AnnouncingTests(TestCase):
    def test_nobody_is_told_of_when_nobody_follows(self):
        theme = make_theme()
        action, other = make_action("en-cours", theme=theme), make_action("en-cours")
        make_subscriber(actions=[other])
        make_subscriber(refused_at="2026-01-01T00:00Z")
        self.assertIsNone(who_will_be_written([action.pk]))
        self.assertIsNone(who_will_be_written([]))

    def test_each_person_is_counted_once(self):
        theme = make_theme()
        action, other = make_action("en-cours", theme=theme), make_action("en-cours", theme=theme)
        make_subscriber(actions=[action, other], themes=[theme], rhythm="changement")
        self.assertEqual(
            who_will_be_written([action.pk, other.pk]),
            "1 personne suit ces actions par courriel, dont 1 à chaque changement : le prochain "
            "numéro lui en parlera, après relecture.",
        )
        make_subscriber(rhythm="changement")
        make_subscriber(themes=[theme])
        self.assertIn("3 personnes suivent", who_will_be_written([action.pk]))
        self.assertIn("dont 2 à chaque changement", who_will_be_written([action.pk]))
