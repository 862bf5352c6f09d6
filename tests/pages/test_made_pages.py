"""Pages that staff make: an address of their own, a place, and what becomes of it."""

import datetime

from django.contrib.auth.models import Group, User
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from pages.models import Heading, Page
from pages.sitemap import entries
from search.query import Query, Results
from staff.roles import create_roles
from tests.pages.test_views import make_page

ADD = "/admin/pages/page/add/"


class MadePageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        create_roles()
        cls.officer = User.objects.create_user("officier", is_staff=True)
        cls.officer.groups.add(Group.objects.get(name="Communication"))
        make_page("collectivite", title="Les agents")
        make_page("participation", title="La participation")

    def setUp(self):
        self.client.force_login(self.officer)

    def fields(self, **changed):
        return {
            "title": "Les jurys citoyens",
            "slug": "jurys-citoyens",
            "lead": "Qui les compose.",
            "text": "## Le tirage\n\nAu sort.",
            "heading": "collectivite",
            "rank": "2",
            "state": "publie",
        } | changed

    def post(self, address, **changed):
        return self.client.post(address, self.fields(**changed))

    def change(self, page, **changed):
        return self.post(reverse("admin:pages_page_change", args=[page.pk]), **changed)

    def errors(self, response):
        self.assertEqual(response.status_code, 200)
        return " ".join(e for es in response.context["adminform"].form.errors.values() for e in es)

    def test_it_is_made_placed_found_and_ordered(self):
        self.assertContains(self.client.get(ADD), 'data-prepopulated-fields="[{')
        self.assertEqual(self.post(ADD).status_code, 302)
        self.post(ADD, title="Un autre", slug="autre", rank="1", text="Un mot.")
        self.post(ADD, title="Un brouillon", slug="brouillon", state="brouillon")
        later = timezone.localtime() + datetime.timedelta(days=2)
        planned = {"publish_at_0": f"{later:%d/%m/%Y}", "publish_at_1": "08:00"}
        self.post(ADD, title="Demain", slug="demain", **planned)
        self.client.logout()

        page = self.client.get("/jurys-citoyens/")
        self.assertContains(page, "<h2>Le tirage</h2>")
        self.assertContains(page, '<a href="/collectivite/">La collectivité</a>')
        section = self.client.get("/collectivite/").content.decode()
        links = ["/autre/", "/jurys-citoyens/"]
        self.assertEqual([a for a in links if f'href="{a}"' in section], links)
        self.assertLess(*(section.index(f'href="{a}"') for a in links))
        self.assertNotContains(self.client.get("/participation/"), "/jurys-citoyens/")
        self.assertContains(self.client.get("/plan-du-site/"), 'href="/jurys-citoyens/"', count=1)
        self.assertIn("/jurys-citoyens/", [path for path, _ in entries()])
        self.assertEqual([one.url for one in Results(Query("tirage")).all], ["/jurys-citoyens/"])
        for hidden in ("/brouillon/", "/demain/"):
            self.assertEqual(self.client.get(hidden).status_code, 404)
            self.assertNotIn(hidden, section)

    def test_every_heading_leads_to_its_pages(self):
        make_page("aide", title="Aide")
        for heading in Heading:
            make_page(f"page-{heading}", heading=heading)
        site_map = self.client.get("/plan-du-site/")
        for heading in Heading:
            with self.subTest(heading):
                page = self.client.get(reverse(heading.route))
                self.assertContains(page, f'href="/page-{heading}/"', count=1)
                self.assertContains(site_map, f'href="/page-{heading}/"', count=1)

    def test_an_address_is_nobody_else_s(self):
        make_page("prise", heading="collectivite")
        for slug in ("actions", "plan-du-site", "campagne", "admin", "media", "prise", "tribunes"):
            with self.subTest(slug):
                self.assertRegex(
                    self.errors(self.post(ADD, slug=slug)), r"déjà (une page|un objet)|existe déjà"
                )
        self.assertIn("obligatoire", self.errors(self.post(ADD, heading="")))
        self.assertEqual(Page.objects.filter(heading="collectivite").count(), 1)

    def test_a_former_address_leads_on_and_a_withdrawn_page_says_so(self):
        self.post(ADD)
        page = Page.objects.get(slug="jurys-citoyens")
        self.assertEqual(self.change(page, slug="jurys").status_code, 302)

        moved = self.client.get("/jurys-citoyens/")
        self.assertRedirects(moved, "/jurys/", 301)
        self.assertEqual(moved["Cache-Control"], "no-cache")
        refused = self.errors(self.post(ADD, title="Autre"))
        self.assertIn("Cette adresse a été celle de « Les jurys citoyens »", refused)

        self.change(page, slug="jurys", state="brouillon")
        for address in ("/jurys/", "/jurys-citoyens/"):
            self.assertContains(self.client.get(address), "retir", status_code=410)
        preview = self.client.get(Page.objects.get(pk=page.pk).get_preview_url())
        self.assertContains(preview, "Les jurys citoyens")

        self.change(page, slug="jurys-citoyens")  # taken back
        self.assertEqual(self.client.get("/jurys-citoyens/").status_code, 200)
        self.assertRedirects(self.client.get("/jurys/"), "/jurys-citoyens/", 301)

    def test_only_a_draft_that_nobody_read_is_deleted(self):
        self.client.force_login(User.objects.create_superuser("admin"))
        delete = "admin:pages_page_delete"
        self.post(ADD)
        self.post(ADD, slug="brouillon", state="brouillon")
        public, draft = Page.objects.get(slug="jurys-citoyens"), Page.objects.get(slug="brouillon")
        promised = Page.objects.get(slug="collectivite")
        for page in (public, promised):
            url = reverse(delete, args=[page.pk])
            self.assertEqual(self.client.post(url, {"post": "yes"}).status_code, 403)
        self.client.post(reverse(delete, args=[draft.pk]), {"post": "yes"})
        self.assertEqual(set(Page.objects.exclude(slug="participation")), {public, promised})

    def test_a_promised_page_keeps_its_address_and_stays(self):
        page = Page.objects.get(slug="collectivite")
        form = self.client.get(reverse("admin:pages_page_change", args=[page.pk]))
        self.assertNotContains(form, 'name="slug"')
        self.assertNotContains(form, 'name="heading"')
        self.assertIn("ne se retire pas", self.errors(self.change(page, state="brouillon")))
