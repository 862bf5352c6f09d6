"""A change of what is public may be proposed: previewed, read, planned, published, abandoned."""

import datetime

from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from mail.models import OutgoingMail
from pages.models import Page
from publishing.models import ContentVersion
from staff.models import Proposal
from staff.proposals import planned
from staff.proposals.models import Remark
from staff.roles import create_roles
from staff.tasks import forget_proposals
from tests.clock import clock_at
from tests.factories import (
    approved,
    make_action,
    make_agent,
    make_figure,
    make_moment,
    make_process,
    make_service,
)

from .browsing import Filled

State = Proposal.State


def change_url(obj):
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk])


class ProposalTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        create_roles()
        cls.page = Page.objects.create(
            slug="campagne", title="La campagne", lead="Un chapeau.", text="Avant.", state="publie"
        )
        cls.boss = cls.account("lea", "Léa", Group.objects.get(name="Communication"))
        cls.writer = cls.account("karim", "Karim", Group.objects.get(name="Rédaction"))
        cls.reader = cls.account("zoe", "Zoé", Group.objects.get(name="Lecture"))
        cls.validator = cls.account("nora", "Nora", Group.objects.get(name="Validation"))
        cls.stranger = cls.account("max", "Max", Group.objects.get(name="Abonnements"))

    @staticmethod
    def account(name, first, group):
        user = User.objects.create_user(
            name, f"{name}@ales.fr", first_name=first, last_name="B.", is_staff=True
        )
        user.groups.add(group)
        return user

    def as_(self, user):
        client = self.client_class()
        client.force_login(user)
        return client

    def propose(self, user, button="_proposer", record=None, **fields):
        """By the form; returns the proposal, or the answer when there is none."""
        form = Filled(self.as_(user), change_url(record or self.page))
        for name, value in fields.items():
            form[name] = value
        form.data.pop("_continue", None)
        answer = form.client.post(form.url, form.data | {button: "1"})
        if answer.status_code != 302:
            return answer
        return Proposal.objects.get(pk=answer.url.split("/")[-3])

    def act(self, user, proposal, gesture, **data):
        url = proposal.get_absolute_url()
        answer = self.as_(user).post(url, {"geste": gesture} | data, follow=True)
        proposal.refresh_from_db()
        self.page.refresh_from_db()
        return answer

    def mails(self):
        return [(mail.recipient, mail.subject) for mail in OutgoingMail.objects.order_by("pk")]


class ProposeTests(ProposalTestCase):
    def test_a_proposal_changes_nothing_public_and_shows_the_page_as_it_would_be(self):
        before = ContentVersion.objects.get().number
        proposal = self.propose(self.boss, "_apercu", text="Après, [[rien")
        self.assertContains(proposal, "Un chiffre se nomme entre doubles crochets")
        proposal = self.propose(self.boss, "_apercu", text="Après.")
        self.page.refresh_from_db()
        self.assertEqual(self.page.text, "Avant.")
        self.assertEqual(self.page.history.count(), 1)
        self.assertEqual(ContentVersion.objects.get().number, before)

        boss = self.as_(self.boss)
        told = boss.get(proposal.get_absolute_url())
        self.assertContains(told, "<del>Avant.</del> <ins>Après.</ins>", html=True)
        self.assertIn("frame-src 'self'", told.headers["Content-Security-Policy"])
        shown = boss.get(reverse("admin:staff_proposal_page", args=[proposal.pk]))
        self.assertContains(shown, "Après.")
        self.assertContains(shown, "rien de ce qu’elle change n’est encore public")
        self.assertEqual(shown.headers["X-Frame-Options"], "SAMEORIGIN")
        self.assertIn("frame-ancestors 'self'", shown.headers["Content-Security-Policy"])
        self.assertIn("private, no-store", shown.headers["Cache-Control"])
        self.assertEqual(shown.headers["X-Robots-Tag"], "noindex")
        public = boss.get(reverse("admin:staff_proposal_publique", args=[proposal.pk]))
        self.assertContains(public, "Avant.")
        self.assertNotContains(public, "Version proposée")
        self.page.refresh_from_db()
        self.assertEqual(self.page.text, "Avant.")
        self.assertEqual(OutgoingMail.objects.count(), 0)

    def test_every_kind_of_content_with_a_page_is_previewed(self):
        action = make_action("en-cours", number=9, title="Les Halles")
        kinds = [
            (make_service(name="La crèche"), "summary"),
            (make_moment(title="Le marché ouvre"), "title"),
            (make_process(title="Un budget"), "summary"),
            (action, "summary"),
            (approved(make_agent()), "text"),
        ]
        root = User.objects.create_superuser("root")
        for obj, field in kinds:
            with self.subTest(obj._meta.label):
                more = {"takes_off": "on"} if obj._meta.model_name == "portrait" else {}
                proposal = self.propose(root, record=obj, **{field: "Un mot tout neuf."}, **more)
                client = self.as_(root)
                page = client.get(reverse("admin:staff_proposal_page", args=[proposal.pk]))
                self.assertContains(page, "Un mot tout neuf.")
                self.assertContains(client.get(proposal.get_absolute_url()), "Un mot tout neuf.")
                self.assertNotContains(client.get(obj.get_absolute_url()), "Un mot tout neuf.")

    def test_lines_of_the_form_are_told_and_published(self):
        process = make_process(title="Un budget", state="publie")
        root = User.objects.create_superuser("root")
        form = Filled(self.as_(root), change_url(process))
        lines = {"documents-TOTAL_FORMS": "1", "documents-0-title": "Le bilan"}
        lines |= {"documents-0-url": "https://exemple.fr/bilan.pdf", "documents-0-rank": "1"}
        for name, value in lines.items():
            form[name] = value
        answer = form.client.post(form.url, form.data | {"_proposer": "1"})
        proposal = Proposal.objects.get(pk=answer.url.split("/")[-3])
        self.assertContains(form.client.get(answer.url), "Le bilan")
        self.assertEqual(process.documents.count(), 0)
        self.act(root, proposal, "publier")
        self.assertEqual(process.documents.get().title, "Le bilan")

    def test_who_may_not_publish_only_proposes(self):
        writer = self.as_(self.writer)
        form = writer.get(change_url(self.page))
        self.assertNotContains(form, 'name="_save"')
        self.assertContains(form, 'name="_proposer"')
        self.assertContains(self.as_(self.boss).get(change_url(self.page)), 'name="_save"')
        proposal = self.propose(self.writer, "_save", text="Forcé.")
        self.page.refresh_from_db()
        self.assertEqual((self.page.text, proposal.state), ("Avant.", State.WRITING))
        self.assertEqual(self.act(self.writer, proposal, "publier").status_code, 403)
        plan = {"publish_at_0": "01/12/2031", "publish_at_1": "8 h"}
        self.assertEqual(self.act(self.writer, proposal, "programmer", **plan).status_code, 403)
        self.assertEqual(self.page.text, "Avant.")
        # A draft is theirs to write; making it public is not.
        service = make_service(name="La crèche", state="brouillon")
        form = Filled(writer, change_url(service))
        form["summary"] = "Un brouillon."
        self.assertEqual(form.send().status_code, 302)
        service.refresh_from_db()
        self.assertEqual(service.summary, "Un brouillon.")
        self.propose(self.writer, "_save", record=service, state="publie")
        service.refresh_from_db()
        self.assertEqual(service.state, "brouillon")
        form = Filled(writer, reverse("admin:services_service_add"))
        for name, value in {"name": "Neuf", "slug": "neuf", "state": "publie"}.items():
            form[name] = value
        form["body"], form["summary"] = "ville", "Un résumé."
        self.assertEqual(form.kinds.get("state"), "select")
        answer = form.send()
        self.assertEqual(answer.status_code, 302, getattr(answer, "context", None))
        self.assertEqual(type(service).objects.get(slug="neuf").state, "brouillon")
        # A first version is proposed at once, and published as it is by who reads it.
        first = Proposal.objects.get(pk=answer.url.split("/")[-3])
        self.assertContains(writer.get(answer.url), "proposé : une personne qui publie")
        self.assertContains(writer.get(answer.url), "<ins>Publié</ins>", html=True)
        self.act(self.writer, first, "demander")
        self.assertIn(("nora@ales.fr", "Une page à relire"), self.mails())
        self.assertContains(self.as_(self.validator).get("/admin/"), "À relire : Neuf")
        self.act(self.validator, first, "publier")
        self.assertEqual(type(service).objects.get(slug="neuf").state, "publie")
        # Nor a former version.
        boss = Filled(self.as_(self.boss), change_url(self.page))
        boss["text"] = "Publié par Léa."
        boss.send()
        code = [f"{one.history_id}" for one in self.page.history.all()][-1]
        back = reverse("admin:pages_page_version", args=[self.page.pk, code])
        answer = writer.post(back)
        self.page.refresh_from_db()
        self.assertEqual(self.page.text, "Publié par Léa.")
        self.assertIn("/admin/staff/proposal/", answer.url)

    def test_what_a_writer_does_not_see_stays_and_what_is_public_at_once_is_not_theirs(self):
        portrait = approved(make_agent())
        consent = portrait.consent
        form = Filled(self.as_(self.writer), change_url(portrait))
        self.assertNotIn("consent", form.kinds)
        options = self.as_(self.writer).get(form.url).context["adminform"].form.fields["state"]
        self.assertNotIn("relu", [value for value, _ in options.choices])
        proposal = self.propose(self.writer, record=portrait, text="Un mot neuf.", takes_off="on")
        self.act(self.validator, proposal, "publier")
        portrait.refresh_from_db()
        self.assertEqual((portrait.text, portrait.consent), ("Un mot neuf.", consent))
        # A picture, or a spreadsheet, would change the public's page without a reader.
        picture = Filled(self.as_(self.writer), change_url(approved(make_agent()).picture))
        self.assertNotIn("alt", picture.data)
        self.assertNotContains(
            self.as_(self.writer).get(reverse("admin:services_service_changelist")), "Importer"
        )
        for name in ("import", "process_import"):
            url = reverse(f"admin:services_service_{name}")
            self.assertEqual(self.as_(self.writer).post(url).status_code, 403)

    def test_a_file_is_not_kept_and_says_so(self):
        portrait = approved(make_agent())
        root = self.as_(User.objects.create_superuser("root"))
        form = Filled(root, change_url(portrait))
        file = SimpleUploadedFile("p.jpg", b"rien")
        answer = root.post(form.url, form.data | {"_proposer": "1", "file": file})
        self.assertContains(answer, "Un fichier ne se garde pas dans une version proposée")
        self.assertEqual(Proposal.objects.count(), 0)

    def test_one_form_makes_one_proposal_and_continues_it(self):
        client = self.as_(self.writer)
        form = Filled(client, change_url(self.page))
        form.data.pop("_continue", None)
        form["text"] = "Un."
        first = client.post(form.url, form.data | {"_apercu": "1"})
        form["text"] = "Deux."
        self.assertEqual(client.post(form.url, form.data | {"_apercu": "1"}).url, first.url)
        proposal = Proposal.objects.get()
        self.assertEqual(proposal.data["text"], "Deux.")
        self.act(self.boss, proposal, "repondre", verdict="bon")
        # « Continuer à écrire » shows what was typed, saves nothing, and what was read is no more.
        again = Filled(client, first.url, form_id="")
        page = client.post(form.url, again.data)
        self.assertContains(page, "Deux.")
        self.assertContains(page, f'name="_proposition" value="{proposal.pk}"')
        self.assertEqual(Proposal.objects.get().state, State.READ)
        filled = Filled(client, change_url(self.page)).read(page.content.decode())
        filled["text"] = "Trois."
        client.post(form.url, filled.data | {"_proposer": "1"})
        proposal = Proposal.objects.get()
        self.assertEqual((proposal.data["text"], proposal.state), ("Trois.", State.WRITING))


class AdviceTests(ProposalTestCase):
    def test_what_to_reread_leads_to_its_field_and_stops_nothing(self):
        make_figure("lignes-de-bus", value=80, unit="lignes")
        self.page.text = (
            "## Un\n\n#### Trop bas\n\nIl y a 80 lignes.\n\nDepuis le 12 mars 2019.\n\n"
            "![](/x.png)\n\n"
            f"[ici](/campagne/) [là](/nulle-part/) [non](/services/absent/)\n\n{'mot ' * 31}."
        )
        self.page.save()
        form = self.as_(self.boss).get(change_url(self.page))
        told = [(anchor, text) for anchor, _, text in form.context["advice"]]
        self.assertEqual({anchor for anchor, _ in told}, {"id_text"})
        for words in (
            "l’image /x.png n’a pas de texte de remplacement.",
            "l’intertitre « Trop bas » saute un niveau : écrivez ###.",
            "une phrase de 31 mots : « mot mot mot mot mot mot… ».",
            "le 12 mars 2019 : aucun lien du paragraphe n’en donne la source.",
            "le lien /nulle-part/ ne mène à aucune page publique.",
            "le lien /services/absent/ ne mène à aucune page publique.",
            "« 80 lignes » est un chiffre du site : écrivez [[lignes-de-bus|unite]].",
        ):
            self.assertIn(words, [text for _, text in told])
        self.assertEqual(len(told), 7)
        self.assertContains(form, 'href="#id_text"')
        filled = Filled(self.as_(self.boss), change_url(self.page))
        self.assertEqual(filled.send().status_code, 302)


class ReadingTests(ProposalTestCase):
    def test_it_is_read_answered_published_and_told_by_the_history(self):
        proposal = self.propose(self.writer, text="Après.")
        answer = self.act(self.writer, proposal, "demander", reader=self.reader.pk, words="Juste ?")
        self.assertContains(answer, "C’est demandé")
        self.assertEqual(self.mails(), [("zoe@ales.fr", "Une page à relire")])
        self.assertNotIn("Après", OutgoingMail.objects.get().text)
        desk = self.as_(self.reader).get(reverse("admin:index"))
        self.assertContains(desk, "À relire : La campagne")
        for other in (self.writer, self.stranger):
            self.assertNotContains(self.as_(other).get(reverse("admin:index")), "À relire : ")
        # Nobody answers for themselves, nor without words what is to be corrected.
        self.assertEqual(
            self.act(self.writer, proposal, "repondre", verdict="bon").status_code, 403
        )
        told = self.act(self.reader, proposal, "repondre", verdict="corriger")
        self.assertContains(told, "Dites ce qu’il faut corriger.")
        self.act(self.reader, proposal, "repondre", verdict="corriger", words="Le titre.")
        self.assertEqual(proposal.state, State.TO_MEND)
        self.assertContains(self.as_(self.writer).get(reverse("admin:index")), "À corriger : La")
        self.act(self.reader, proposal, "repondre", verdict="bon")
        self.assertContains(
            self.as_(self.boss).get(reverse("admin:index")), "Relue, bonne à publier : La campagne"
        )
        self.act(self.boss, proposal, "publier")
        self.assertEqual((self.page.text, proposal.state), ("Après.", State.PUBLISHED))
        history = self.as_(self.boss).get(reverse("admin:pages_page_history", args=[self.page.pk]))
        self.assertContains(history, "Proposée par Karim B., relue par Zoé B.")
        self.assertEqual(self.page.history.first().history_user, self.boss)
        self.assertEqual(self.mails()[-1], ("karim@ales.fr", "Votre version est publiée"))
        self.assertIn("bon", [one.verdict for one in Remark.objects.all()])
        # It is done once.
        again = self.act(self.boss, proposal, "publier")
        self.assertContains(again, "Cette version est déjà « Publiée »")
        self.assertEqual(self.page.history.count(), 2)

    def test_what_a_colleague_saved_meanwhile_is_merged_or_asked(self):
        proposal = self.propose(self.writer, text="Après.")
        boss = Filled(self.as_(self.boss), change_url(self.page))
        boss["lead"] = "Un autre chapeau."
        boss.send()
        self.act(self.boss, proposal, "publier")
        self.assertEqual((self.page.lead, self.page.text), ("Un autre chapeau.", "Après."))
        proposal = self.propose(self.writer, text="Puis ceci.")
        boss = Filled(self.as_(self.boss), change_url(self.page))
        boss["text"] = "Ou cela."
        boss.send()
        answer = self.act(self.boss, proposal, "publier")
        self.assertContains(answer, "changée entre-temps par une autre personne")
        self.assertEqual((self.page.text, proposal.state), ("Ou cela.", State.WRITING))
        # Continued, the form asks which of the two, and then publishes it.
        client = self.as_(self.boss)
        form = Filled(client, proposal.get_absolute_url(), form_id="")
        page = client.post(change_url(self.page), form.data)
        filled = form.read(page.content.decode())
        asked = client.post(change_url(self.page), filled.data | {"_save": "1"})
        self.assertEqual(asked.status_code, 409)
        choice = filled.read(asked.content.decode(), form_id="").data
        answer = client.post(change_url(self.page), choice | {"choix:text": "miens"})
        proposal.refresh_from_db()
        self.page.refresh_from_db()
        self.assertEqual((self.page.text, proposal.state), ("Puis ceci.", State.PUBLISHED))

    def test_it_is_abandoned_taken_up_again_and_forgotten(self):
        proposal = self.propose(self.writer, text="Après.")
        self.assertEqual(self.act(self.reader, proposal, "abandonner").status_code, 403)
        self.act(self.writer, proposal, "abandonner")
        self.assertEqual(proposal.state, State.ABANDONED)
        self.act(self.writer, proposal, "reprendre")
        self.assertEqual(proposal.state, State.WRITING)
        self.act(self.boss, proposal, "abandonner")
        with clock_at("2031-01-01"):
            forget_proposals()
        self.assertFalse(Proposal.objects.exists())

    def test_strangers_see_nothing_and_the_list_is_filtered(self):
        proposal = self.propose(self.writer, text="Après.")
        self.act(self.writer, proposal, "demander", reader=self.reader.pk)
        urls = [proposal.get_absolute_url()]
        urls += [
            reverse(f"admin:staff_proposal_{n}", args=[proposal.pk]) for n in ("page", "publique")
        ]
        for url in urls:
            self.assertEqual(self.as_(self.stranger).get(url).status_code, 403, url)
            self.assertEqual(self.client.get(url).status_code, 302, url)
            self.assertEqual(self.as_(self.reader).get(url).status_code, 200, url)
        listed = reverse("admin:staff_proposal_changelist")
        self.assertEqual(self.as_(self.stranger).get(listed).status_code, 403)
        for query, count in {
            "": 1,
            "?pour=relire": 1,
            "?pour=ecrites": 0,
            "?q=campagne": 1,
        }.items():
            page = self.as_(self.reader).get(listed + query)
            self.assertEqual(page.context["cl"].result_count, count, query)
        self.assertEqual(
            self.as_(self.boss).get(listed + "?pour=relire").context["cl"].result_count, 0
        )
        missing = self.as_(self.boss).get(reverse("admin:staff_proposal_change", args=[0]))
        self.assertEqual(missing.status_code, 404)


class PlannedTests(ProposalTestCase):
    def plan(self, at=("01/12/2031", "8 h 05")):
        proposal = self.propose(self.writer, text="Après.")
        told = self.act(self.boss, proposal, "programmer", publish_at_0=at[0], publish_at_1=at[1])
        return proposal, told

    def test_the_clock_publishes_it_in_the_name_of_who_chose_the_date(self):
        proposal, told = self.plan(("01/12/2020", "8 h"))
        self.assertContains(told, "Cette date est passée")
        proposal, told = self.plan()
        self.assertContains(told, "sera publiée le 01/12/2031 à 8 h 05")
        with clock_at("2031-12-01T08:04"):
            self.assertFalse(planned.publish_planned())
        with clock_at("2031-12-01T08:05"):
            self.assertTrue(planned.publish_planned())
            self.assertFalse(planned.publish_planned())
        self.page.refresh_from_db()
        proposal.refresh_from_db()
        self.assertEqual((self.page.text, proposal.state), ("Après.", State.PUBLISHED))
        self.assertEqual(self.page.history.first().history_user, self.boss)
        self.assertContains(self.client.get("/campagne/"), "Après.")

    def check_stopped(self, proposal, reason):
        with clock_at("2031-12-01T08:05"):
            planned.publish_planned()
        self.page.refresh_from_db()
        proposal.refresh_from_db()
        self.assertNotEqual(self.page.text, "Après.")
        self.assertEqual(proposal.state, State.STOPPED)
        self.assertIn(reason, proposal.remarks.last().words)
        subject = "Une page n’a pas été publiée"
        self.assertIn(("karim@ales.fr", subject), self.mails())
        desk = self.as_(self.writer).get(reverse("admin:index"))
        self.assertContains(desk, "Non publiée à la date prévue : La campagne")

    def test_a_record_changed_meanwhile_is_not_overwritten(self):
        proposal, _ = self.plan()
        form = Filled(self.as_(self.boss), change_url(self.page))
        form["lead"] = "Un autre chapeau."
        form.send()
        self.check_stopped(proposal, "changée par une autre personne")
        self.assertIn(("lea@ales.fr", "Une page n’a pas été publiée"), self.mails())

    def test_what_a_check_refuses_is_not_published(self):
        proposal, _ = self.plan()
        proposal.form = [[n, v if n != "text" else ["[[inconnu]]"]] for n, v in proposal.form]
        proposal.save()
        self.check_stopped(proposal, "Chiffre inconnu")

    def test_nor_in_the_name_of_somebody_who_left(self):
        proposal, _ = self.plan()
        User.objects.filter(pk=self.boss.pk).update(is_active=False)
        self.check_stopped(proposal, "n’a plus le droit de publier")

    def test_a_fault_of_the_site_is_told_too(self):
        proposal, _ = self.plan()
        Proposal.objects.filter(pk=proposal.pk).update(form=[["text", None]])
        with self.assertLogs("staff.proposals.planned"):
            self.check_stopped(proposal, "rencontré une erreur")


class LinkTests(ProposalTestCase):
    def open_link(self, proposal, until):
        self.act(self.writer, proposal, "lien", until=until)
        return proposal.link.partition("//")[2].partition("/")[2]

    def test_it_shows_the_page_to_whoever_holds_it_until_its_end(self):
        proposal = self.propose(self.writer, text="Après.")
        path = "/" + self.open_link(proposal, "demain")
        page = self.client.get(path)
        self.assertContains(page, "Après.")
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(page.headers["X-Robots-Tag"], "noindex")
        self.assertEqual(page.headers["Cache-Control"], "private, no-store")
        self.assertNotIn("sessionid", page.cookies)
        self.assertEqual(self.client.get(path[:-3] + "xx/").status_code, 404)
        with clock_at(f"{timezone.localdate() + datetime.timedelta(days=2)}T00:30"):
            self.assertEqual(self.client.get(path).status_code, 410)
        other = "/" + self.open_link(proposal, "demain")
        self.assertContains(self.client.get(path), "Ce lien ne sert plus", status_code=410)
        self.act(self.writer, proposal, "abandonner")
        self.assertEqual(self.client.get(other).status_code, 410)

    def test_it_ends_with_the_publication_and_by_a_button(self):
        proposal = self.propose(self.writer, text="Après.")
        path = "/" + self.open_link(proposal, "demain")
        self.assertEqual(self.act(self.reader, proposal, "lien").status_code, 403)
        self.act(self.writer, proposal, "lien", retirer="1")
        self.assertEqual(self.client.get(path).status_code, 410)
        path = "/" + self.open_link(proposal, "demain")
        self.act(self.boss, proposal, "publier")
        self.assertEqual(self.client.get(path).status_code, 410)

    def test_a_consent_that_ends_closes_it_and_a_person_forgotten_leaves_no_words(self):
        portrait = approved(make_agent())
        root = User.objects.create_superuser("root")
        proposal = self.propose(root, record=portrait, text="Une phrase.", takes_off="on")
        self.act(root, proposal, "lien", until="demain")
        path = "/" + proposal.link.partition("//")[2].partition("/")[2]
        self.assertContains(self.client.get(path), "Une phrase.")
        consent = portrait.consent
        type(consent).objects.filter(pk=consent.pk).update(withdrawn_on=timezone.localdate())
        self.assertEqual(self.client.get(path).status_code, 410)
        portrait.delete()
        self.assertFalse(Proposal.objects.exists())
