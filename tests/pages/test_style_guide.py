from django.contrib.auth.models import User
from django.test import TestCase
from django.urls import reverse

from tests.factories import make_action, record


class StyleGuideTests(TestCase):
    def test_staff_see_the_charts_of_the_site(self):
        action = make_action()
        record(action, occurred_on="2017-03-29", status="a-venir")
        record(action, occurred_on="2018-03-29", status="en-cours")
        self.client.force_login(User.objects.create_superuser("charte", password="x"))

        page = self.client.get(reverse("style_guide"))

        for name in ("Où en était le plan", "Où en est chaque thème", "Propositions reçues"):
            self.assertContains(page, name)
        self.assertNotContains(page, "canonical")
