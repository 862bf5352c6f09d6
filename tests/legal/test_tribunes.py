from django.contrib.auth.models import Group, User
from django.test import TestCase
from django.urls import reverse

from legal.models import Tribune, TribuneSpace, TribuneWriter
from staff.roles import create_roles
from tests.factories import make_action, make_process, make_tribune
from tests.staff.browsing import Filled

URL = "/tribunes/"


class TribuneTests(TestCase):
    def open(self, **fields):
        TribuneSpace(is_open=True, **fields).save()

    def test_the_page_does_not_exist_until_the_town_opens_it(self):
        make_tribune()
        self.assertEqual(self.client.get(URL).status_code, 404)
        self.assertNotContains(self.client.get("/"), f'href="{URL}"')
        self.open()
        self.assertEqual(self.client.get(URL).status_code, 200)
        self.assertContains(self.client.get("/"), f'href="{URL}"')
        self.assertContains(self.client.get("/plan-du-site/"), f'href="{URL}"')

    def test_results_lead_to_it_once_it_is_open(self):
        done = make_action("realisee").get_absolute_url()
        results = [done, make_process().get_absolute_url()]
        link = f'les <a href="{URL}">tribunes des élus</a>'
        for address in results:
            self.assertNotContains(self.client.get(address), link)
        self.open()
        for address in results:
            self.assertContains(self.client.get(address), link)
        going_on = make_action("en-cours").get_absolute_url()
        self.assertNotContains(self.client.get(going_on), link)

    def test_it_shows_group_date_and_text_of_published_ones_only(self):
        self.open(rules="3 000 signes par groupe.")
        make_tribune(text="Nous pensons **le contraire**.")
        make_tribune(group="Brouillon", state="brouillon")
        page = self.client.get(URL)
        self.assertEqual([t.group for t in page.context["tribune_list"]], ["Alès autrement"])
        self.assertContains(page, "<strong>le contraire</strong>")
        self.assertContains(page, 'datetime="2026-03-02"')
        self.assertContains(page, "signes par groupe.")

    def test_an_open_page_without_text_says_so(self):
        self.open()
        self.assertContains(self.client.get(URL), "Aucune tribune n’est publiée")

    def test_html_in_a_text_is_shown_not_run(self):
        self.open()
        make_tribune(text="<script>alert(1)</script>")
        self.assertNotContains(self.client.get(URL), "<script>")

    def test_a_draft_is_previewed_by_its_link_even_before_the_opening(self):
        draft = make_tribune(state="brouillon")
        page = self.client.get(draft.get_preview_url())
        self.assertContains(page, "Nous pensons le contraire.")
        self.assertEqual(page.headers["X-Robots-Tag"], "noindex")
        self.assertEqual(self.client.get(f"{URL}?apercu=faux").status_code, 404)

    def test_its_address_is_the_page(self):
        self.assertEqual(make_tribune().get_absolute_url(), reverse("legal:tribunes"))


class WriterTests(TestCase):
    """A group writes alone: the majority neither changes nor holds back its words."""

    @classmethod
    def setUpTestData(cls):
        create_roles()
        TribuneSpace(is_open=True, longest=40).save()
        cls.theirs = make_tribune(text="Nous pensons le contraire.")
        cls.others = make_tribune(group="Un autre groupe", text="Autre chose.")
        cls.writer = User.objects.create_user("elue", is_staff=True)
        cls.writer.groups.add(Group.objects.get(name="Tribunes"))
        TribuneWriter.objects.create(user=cls.writer, group="Alès autrement")
        cls.lea = User.objects.create_user("lea", is_staff=True)
        cls.lea.groups.add(Group.objects.get(name="Communication"))

    def form(self, user, tribune):
        self.client.force_login(user)
        return Filled(self.client, reverse("admin:legal_tribune_change", args=[tribune.pk]))

    def test_it_meets_its_own_tribunes_and_nothing_else(self):
        self.client.force_login(self.writer)
        listed = self.client.get(reverse("admin:legal_tribune_changelist"))
        self.assertContains(listed, "Alès autrement")
        self.assertNotContains(listed, "Un autre groupe")
        url = reverse("admin:legal_tribune_change", args=[self.others.pk])
        told = self.client.get(url)
        self.assertContains(told, "Cette tribune est celle de Un autre groupe", status_code=403)
        for page in ("pages_page", "actions_action", "newsletter_issue", "legal_tribunespace"):
            url = reverse(f"admin:{page}_changelist")
            self.assertEqual(self.client.get(url).status_code, 403)

    def test_it_writes_and_publishes_in_the_name_of_its_group_within_the_length(self):
        self.client.force_login(self.writer)
        form = Filled(self.client, reverse("admin:legal_tribune_add"))
        self.assertNotIn("group", form.data)
        form["text"], form["state"], form["group"] = "x" * 41, "publie", "Un autre groupe"
        self.assertContains(form.send(), "Ce texte a 41 signes")
        form["text"] = "Une idée."
        self.assertEqual(form.send().status_code, 302)
        made = Tribune.objects.get(text="Une idée.")
        self.assertEqual((made.group, made.state), ("Alès autrement", "publie"))
        self.assertContains(self.client.get(URL), "Longueur d’un texte")

    def test_others_only_say_why_the_law_takes_it_out(self):
        form = self.form(self.lea, self.theirs)
        self.assertNotIn("text", form.data)
        form["text"], form["state"] = "Récrit.", "brouillon"
        form["withheld_because"] = "Une personne y est injuriée."
        form.send()
        self.theirs.refresh_from_db()
        self.assertEqual(
            (self.theirs.text, self.theirs.state), ("Nous pensons le contraire.", "publie")
        )
        page = self.client.get(URL)
        self.assertContains(page, "Une personne y est injuriée.")
        self.assertNotContains(page, "Nous pensons le contraire.")
        self.assertContains(page, "Autre chose.")
        self.assertNotIn("withheld_because", self.form(self.writer, self.theirs).data)
