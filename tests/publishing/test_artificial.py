"""What an artificial intelligence wrote or drew is said to the public, in plain words."""

from django.test import TestCase

from tests.factories import make_portrait, make_service


class ArtificialTests(TestCase):
    def test_pages_say_it_unless_the_answer_is_no(self):
        said = "Rédigé ou illustré avec une intelligence artificielle"
        ends = {"": None, "relu": ", puis relu par une personne.", "oui": ", sans relecture."}
        for make in (make_portrait, make_service):
            for use, end in ends.items():
                page = self.client.get(make(ai_use=use).get_absolute_url())
                if end:
                    self.assertContains(page, f"{said}{end}")
                else:
                    self.assertNotContains(page, said)
