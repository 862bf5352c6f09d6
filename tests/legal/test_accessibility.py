import datetime
import html
import re

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from legal.gaps import find_deadlines
from legal.models import Audit, Conformity, Nonconformity, Statement
from legal.models.accessibility import months_later
from tests.factories import make_audit, make_publisher
from tests.reading import Reading

DAY = datetime.date.fromisoformat
MENTIONS = re.compile(
    r"Accessibilité\s: (?:totalement conforme|partiellement conforme|non conforme)"
)


def text_of(page):
    """What a reader reads: no tag, no entity, single spaces."""
    body = re.sub(r"<[^>]+>", " ", page.content.decode())
    return re.sub(r" +", " ", html.unescape(body))


class ConformityTests(TestCase):
    def conformity(self, day="2026-06-01"):
        return Audit.objects.conformity(DAY(day))

    def test_without_audit_the_site_is_not_conforming(self):
        self.assertEqual(self.conformity(), Conformity.NONE)

    def test_the_rate_decides(self):
        for met, expected in [
            (80, Conformity.FULL),
            (79, Conformity.PARTIAL),
            (40, Conformity.PARTIAL),
            (39, Conformity.NONE),
            (0, Conformity.NONE),
        ]:
            with self.subTest(met=met):
                Audit.objects.all().delete()
                make_audit(criteria_met=met)
                self.assertEqual(self.conformity(), expected)

    def test_one_missing_criterion_is_never_rounded_to_a_hundred(self):
        audit = make_audit(criteria_met=105, criteria_applicable=106)
        self.assertEqual((audit.rate, audit.conformity), (99, Conformity.PARTIAL))

    def test_it_holds_from_its_publication_to_the_day_before_three_years(self):
        make_audit("2023-06-01")
        self.assertEqual(self.conformity("2023-05-31"), Conformity.NONE)
        self.assertEqual(self.conformity("2023-06-01"), Conformity.PARTIAL)
        self.assertEqual(self.conformity("2026-05-31"), Conformity.PARTIAL)
        self.assertEqual(self.conformity("2026-06-01"), Conformity.NONE)

    def test_a_redesign_ends_it(self):
        make_audit("2026-01-10", redesigned_on=DAY("2026-04-01"))
        self.assertEqual(self.conformity("2026-03-31"), Conformity.PARTIAL)
        self.assertEqual(self.conformity("2026-04-01"), Conformity.NONE)

    def test_a_new_rgaa_ends_it_after_eighteen_months(self):
        make_audit("2025-01-10", newer_rgaa_on=DAY("2025-02-15"))
        self.assertEqual(self.conformity("2026-08-14"), Conformity.PARTIAL)
        self.assertEqual(self.conformity("2026-08-15"), Conformity.NONE)

    def test_the_newest_audit_decides_even_when_it_is_worse(self):
        make_audit("2025-01-10", criteria_met=80)
        make_audit("2026-01-10", criteria_met=10)
        self.assertEqual(self.conformity(), Conformity.NONE)

    def test_an_older_audit_does_not_come_back_after_a_redesign(self):
        make_audit("2025-01-10")
        make_audit("2026-01-10", redesigned_on=DAY("2026-02-01"))
        self.assertEqual(self.conformity(), Conformity.NONE)

    def test_months_are_counted_to_the_end_of_shorter_ones(self):
        self.assertEqual(months_later(DAY("2024-02-29"), 36), DAY("2027-02-28"))
        self.assertEqual(months_later(DAY("2025-08-31"), 18), DAY("2027-02-28"))
        self.assertEqual(months_later(DAY("2025-12-05"), 1), DAY("2026-01-05"))

    def test_more_criteria_met_than_applicable_is_refused(self):
        with self.assertRaises(IntegrityError), transaction.atomic():
            make_audit(criteria_met=81)
        audit = make_audit()
        audit.criteria_met = 81
        with self.assertRaisesMessage(ValidationError, "ne peuvent pas dépasser"):
            audit.full_clean()


class MentionTests(TestCase):
    def mentions(self, path):
        return MENTIONS.findall(text_of(self.client.get(path)).replace("\u00a0", " "))

    def link(self, page):
        return re.search(
            r'<a href="/accessibilite/">([^<]+)</a>', page.content.decode().split("<footer")[1]
        )[1]

    def test_every_footer_says_the_state_once_and_links_to_the_statement(self):
        for path in ("/", "/actions/", "/plan-du-site/", "/mentions-legales/", "/nulle-part/"):
            with self.subTest(path):
                self.assertEqual(self.mentions(path), ["Accessibilité : non conforme"])

    def test_it_follows_the_audit_at_the_next_request(self):
        today = timezone.localdate().isoformat()
        make_audit(today, criteria_met=80)
        page = self.client.get("/")
        self.assertEqual(self.link(page), "Accessibilité\u00a0: totalement conforme")
        Audit.objects.update(criteria_met=50)
        page = self.client.get("/")
        self.assertEqual(self.link(page), "Accessibilité\u00a0: partiellement conforme")

    def test_a_database_that_does_not_answer_still_gives_the_legal_word(self):
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE legal_audit RENAME TO legal_audit_away")
        page = self.client.get("/nulle-part/")
        self.assertEqual(page.status_code, 404)
        self.assertEqual(self.link(page), "Accessibilité\u00a0: non conforme")


class StatementTests(Reading, TestCase):
    def page(self):
        return self.client.get(reverse("legal:accessibility"))

    def headings(self, level):
        found = re.findall(rf"<h{level}[^>]*>(.*?)</h{level}>", self.page().content.decode())
        return [html.unescape(heading) for heading in found]

    def test_the_headings_are_those_of_the_model_in_order(self):
        main = self.page().content.decode().split("<main")[1].split("</main>")[0]
        found = re.findall(r"<h2[^>]*>(.*?)</h2>", main)
        self.assertEqual(
            found,
            [
                "État de conformité",
                "Résultats des tests",
                "Contenus non accessibles",
                "Établissement de cette déclaration",
                "Retour d’information et contact",
                "Voies de recours",
            ],
        )
        self.assertEqual(
            self.headings(3)[:3],
            [
                "Non-conformités",
                "Dérogations pour charge disproportionnée",
                "Contenus non soumis à l’obligation d’accessibilité",
            ],
        )

    def test_it_opens_with_the_commitment_of_each_body_and_its_law(self):
        text = text_of(self.page()).replace("\u00a0", " ")
        self.assertIn("La Ville d’Alès, Alès Agglomération et le CCAS d’Alès s’engagent", text)
        self.assertIn("l’article 47 de la loi n° 2005-102 du 11 février 2005", text)

    def test_without_audit_nothing_is_claimed(self):
        text = text_of(self.page()).replace("\u00a0", " ")
        self.assertIn("Le site « À votre service » est non conforme", text)
        self.assertIn("Part des critères respectés : à compléter par la collectivité", text)

    def test_it_tells_who_audited_what_and_how(self):
        make_audit(timezone.localdate().isoformat())
        text = text_of(self.page()).replace("\u00a0", " ")
        for said in (
            "mené par Cabinet Exemple",
            "75 % des critères respectés : 60 sur 80",
            "version 4.1.2",
            "Firefox et NVDA",
            "Safari et VoiceOver",
            "axe-core",
            "Accueil",
            "HTML, CSS, SVG.",
        ):
            self.assertIn(re.sub(r"\s", " ", said), re.sub(r"\s+", " ", text))

    def test_the_scheme_and_the_plan_are_linked_once_known(self):
        self.assertContains(self.page(), "à compléter par la collectivité")
        Statement.objects.create(
            scheme_url="https://exemple.fr/schema", plan_url="https://exemple.fr/plan"
        )
        self.assertContains(self.page(), '<a href="https://exemple.fr/schema">')
        self.assertContains(self.page(), '<a href="https://exemple.fr/plan">')

    def test_contents_are_listed_by_kind_until_solved(self):
        Nonconformity.objects.create(content="Plan scanné", criterion="1.1")
        Nonconformity.objects.create(
            kind="derogation", content="Archives", reason="Trop.", alternative="Sur demande."
        )
        Nonconformity.objects.create(kind="exemption", content="Carte", reason="Exemptée.")
        Nonconformity.objects.create(content="Déjà corrigé", solved_on=DAY("2026-01-01"))
        page = self.page()
        self.assertEqual([entry.content for entry in page.context["faults"]], ["Plan scanné"])
        self.assertEqual([entry.content for entry in page.context["derogations"]], ["Archives"])
        self.assertEqual([entry.content for entry in page.context["exemptions"]], ["Carte"])
        self.assertContains(page, "Sur demande.")
        self.assertNotContains(page, "Déjà corrigé")

    def test_a_derogation_without_reason_or_alternative_is_refused_by_form_and_database(self):
        entry = Nonconformity(kind="derogation", content="Archives", reason="Trop.")
        message = "Une dérogation donne sa raison et l’alternative proposée."
        with self.assertRaisesMessage(ValidationError, message):
            entry.full_clean()
        with self.assertRaises(IntegrityError), transaction.atomic():
            entry.save()

    def test_contact_promises_a_week_and_gives_the_known_address(self):
        make_publisher(telephone="04 66 00 00 00")
        page = self.page()
        self.assertContains(page, "une réponse en une semaine au plus")
        self.assertContains(page, 'href="tel:+33466000000"')

    def test_the_ombudsman_is_reached_three_ways(self):
        page = self.page()
        self.assertContains(page, 'href="https://formulaire.defenseurdesdroits.fr/"')
        self.assertContains(page, 'href="https://www.defenseurdesdroits.fr/saisir/delegues"')
        text = text_of(page).replace("\u00a0", " ")
        self.assertIn("Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07", text)

    def test_the_date_of_the_last_change_is_shown(self):
        self.assertNotContains(self.page(), "mise à jour le")
        Nonconformity.objects.create(content="Plan scanné")
        self.assertContains(self.page(), "mise à jour le")
        self.assertContains(self.page(), "</time>.")
        self.assertEqual(Statement.updated_on(), timezone.localdate())


class WarningTests(TestCase):
    def test_the_back_office_warns_sixty_days_before_the_end(self):
        audit = make_audit("2024-06-01")  # holds until 1 June 2027
        self.assertEqual(find_deadlines(DAY("2027-04-01")), [])
        (deadline,) = find_deadlines(DAY("2027-04-02"))
        self.assertIn("cesse de valoir le 01/06/2027", deadline.text)
        self.assertEqual(deadline.url, f"/admin/legal/audit/{audit.pk}/change/")

    def test_the_scheme_is_warned_of_too(self):
        Statement.objects.create(
            scheme_url="https://exemple.fr/schema", scheme_ends_on=DAY("2026-12-31")
        )
        self.assertEqual(find_deadlines(DAY("2026-10-31")), [])
        (deadline,) = find_deadlines(DAY("2026-11-01"))
        self.assertIn("prend fin le 31/12/2026", deadline.text)

    def test_the_index_shows_it(self):
        started = months_later(timezone.localdate(), -35)
        make_audit(started.isoformat())
        self.client.force_login(User.objects.create_superuser("admin", password="x"))
        self.assertContains(self.client.get("/admin/"), "cesse de valoir le")
