"""Signing in: tries, second factor, recovery; accounts and their links."""

import datetime
import io
import re
import time

import pytest
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings
from django.urls import reverse
from django_otp import devices_for_user
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from staff import second_factor
from staff.passwords import GuessingValidator
from staff.roles import ROLES, create_roles
from staff.tasks import forget_old_journal, forget_sessions
from tests.clock import clock_at

pytestmark = pytest.mark.once  # docs/testing.md says why

PASSWORD = "tortue-charrue-84-brique"
INDEX, LOGIN = "/admin/", "/admin/login/"
ASKED, ENROL = "/admin/second-facteur/", "/admin/second-facteur/telephone/"


def code_of(device, later=0):
    """What the telephone shows now; `later`: so many times thirty seconds after."""
    totp = TOTP(device.bin_key)
    totp.time = time.time() + 30 * later
    return f"{totp.token():06d}"


class SignedOutTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = User.objects.create_superuser("editrice", "e@exemple.fr", PASSWORD)

    def sign_in(self, password=PASSWORD, username="editrice", to=INDEX, **extra):
        posted = {"username": username, "password": password, "next": to}
        return self.client.post(LOGIN, posted, follow=True, **extra)

    def enrol(self):
        self.client.force_login(self.user)
        self.client.get(ENROL)
        device = TOTPDevice.objects.get(user=self.user, confirmed=False)
        page = self.client.post(ENROL, {"code": code_of(device), "next": INDEX})
        return TOTPDevice.objects.get(user=self.user), page


@override_settings(SECOND_FACTOR=True)
class SecondFactorTests(SignedOutTestCase):
    def test_a_first_visit_leads_to_the_telephone_then_to_where_one_was_going(self):
        address = reverse("admin:auth_user_changelist")
        page = self.sign_in(to=address)
        self.assertEqual(page.request["PATH_INFO"], ENROL)
        self.assertContains(page, "<svg")
        device = TOTPDevice.objects.get(user=self.user)
        self.assertContains(page, second_factor.written_key(device))
        wrong = self.client.post(ENROL, {"code": "000000", "next": address})
        self.assertContains(wrong, "Ce code n’est pas le bon")
        self.assertContains(wrong, second_factor.written_key(device))  # the same key still
        device.refresh_from_db()
        device.throttle_reset()  # as time does
        page = self.client.post(ENROL, {"code": code_of(device), "next": address})
        codes = re.findall(r"<li><code>(\w{8})</code>", page.content.decode())
        self.assertEqual(len(codes), 10)
        self.assertContains(page, f'href="{address}"')
        self.assertEqual(self.client.get(address).status_code, 200)

    def test_no_page_of_the_back_office_opens_on_a_password_alone(self):
        device, _ = self.enrol()
        self.client.logout()
        self.client.force_login(self.user)
        addresses = [INDEX, reverse("style_guide"), reverse("admin:jsi18n")]
        for model in admin.site._registry:
            label = model._meta.label_lower.replace(".", "_")
            addresses += [reverse(f"admin:{label}_{page}") for page in ("changelist", "add")]
        for address in addresses:
            with self.subTest(address):
                page = self.client.get(address, follow=True)
                self.assertEqual(page.request["PATH_INFO"], ASKED)
        self.assertEqual(self.client.get(ENROL).status_code, 302)  # nor another telephone
        self.assertEqual(second_factor.pending_device(self.user).confirmed, False)
        self.assertEqual(TOTPDevice.objects.filter(confirmed=True).get(), device)

    def test_a_code_opens_once_and_a_recovery_code_once(self):
        device, page = self.enrol()
        recovery = re.search(r"<li><code>(\w{8})</code>", page.content.decode())[1]
        self.client.logout()
        self.sign_in()
        used = self.client.post(ASKED, {"code": code_of(device)})
        self.assertContains(used, "Ce code n’est pas le bon")  # the one of the enrolment
        told = self.client.post(ASKED, {"code": recovery})
        self.assertContains(told, "Trop d’essais. Recommencez dans")
        self.may_try_again()
        opened = self.client.post(ASKED, {"code": f" {recovery[:4]} {recovery[4:].upper()}"})
        self.assertRedirects(opened, INDEX)
        self.client.logout()
        self.sign_in()
        self.assertContains(self.client.post(ASKED, {"code": recovery}), "pas le bon")

    def may_try_again(self):
        """As time does: the wait after a wrong code is over."""
        for device in devices_for_user(self.user):
            device.throttle_reset()

    def test_one_may_leave_before_the_code_and_goes_nowhere_else_after_it(self):
        self.enrol()
        self.client.logout()
        self.sign_in()
        self.assertRedirects(self.client.post(ASKED, {"leave": "1"}), LOGIN)
        self.assertNotIn("_auth_user_id", self.client.session)
        self.client.force_login(self.user)
        page = self.client.get(f"{ASKED}?next=https://ailleurs.example/admin/")
        self.assertContains(page, f'name="next" value="{INDEX}"')

    def test_the_last_recovery_codes_are_announced(self):
        device, _ = self.enrol()
        device.refresh_from_db()
        for token in self.user.staticdevice_set.get().token_set.all()[:8]:
            token.delete()
        self.client.logout()
        self.sign_in()
        page = self.client.post(ASKED, {"code": code_of(device, later=1)}, follow=True)
        self.assertContains(page, "Il vous reste 2 codes de secours.")

    def test_a_lost_telephone_is_taken_off_and_it_is_written(self):
        self.enrol()
        other = User.objects.create_superuser("autre")
        with override_settings(SECOND_FACTOR=False):
            self.client.force_login(other)
            page = self.client.post(
                reverse("admin:auth_user_changelist"),
                {"action": "take_off_second_factor", "_selected_action": [self.user.pk]},
                follow=True,
            )
        self.assertContains(page, "choisira un second facteur à sa prochaine connexion")
        self.assertFalse(second_factor.is_enrolled(self.user))
        self.assertEqual(LogEntry.objects.latest("pk").change_message, "Second facteur retiré.")

    def test_the_rescue_command_gives_the_account_back(self):
        self.enrol()
        out = io.StringIO()
        call_command("rescue_account", "editrice", stdout=out)
        self.assertIn("Second facteur retiré.", out.getvalue())
        self.assertFalse(second_factor.is_enrolled(self.user))
        link = re.search(r"/admin/mot-de-passe/\S+", out.getvalue())[0]
        self.assertContains(self.client.get(link, follow=True), "Choisir un mot de passe")
        with self.assertRaises(CommandError) as refused:
            call_command("rescue_account", "inconnue")
        self.assertIn("Comptes : editrice.", str(refused.exception))


class LocalCopyTests(SignedOutTestCase):
    def test_a_copy_that_is_not_public_asks_only_those_who_have_one(self):
        self.assertEqual(self.sign_in().request["PATH_INFO"], INDEX)
        self.enrol()
        self.client.logout()
        self.assertEqual(self.sign_in().request["PATH_INFO"], ASKED)


class TriesTests(SignedOutTestCase):
    def test_an_account_waits_after_five_wrong_passwords_longer_and_longer(self):
        with clock_at("2031-01-01T10:00"):
            for _ in range(5):
                self.assertContains(self.sign_in("faux"), "Identifiant ou mot de passe inconnu.")
            page = self.sign_in()
            self.assertContains(page, "Trop d’essais. Recommencez dans 5 minutes")
        with clock_at("2031-01-01T10:06"):
            for _ in range(5):
                self.sign_in("faux")
        with clock_at("2031-01-01T10:12"):
            for _ in range(5):
                self.sign_in("faux")
            self.assertContains(self.sign_in(), "Recommencez dans 48 minutes")
        with clock_at("2031-01-01T11:13"):
            self.assertEqual(self.sign_in().request["PATH_INFO"], INDEX)

    def test_an_unknown_account_is_answered_alike(self):
        with clock_at("2031-01-01T10:00"):
            for _ in range(5):
                page = self.sign_in("faux", username="personne")
                self.assertContains(page, "Identifiant ou mot de passe inconnu.")
            page = self.sign_in("faux", username="personne")
            self.assertContains(page, "Trop d’essais. Recommencez dans 5 minutes")

    @override_settings(TRUSTED_PROXIES=[])
    def test_a_network_waits_whatever_the_accounts(self):
        with clock_at("2031-01-01T10:00"):
            for n in range(20):
                self.sign_in("faux", username=f"compte-{n}", REMOTE_ADDR="203.0.113.7")
            page = self.sign_in(REMOTE_ADDR="203.0.113.8")  # the same network
            self.assertContains(page, "Trop d’essais. Recommencez dans 15 minutes")
            elsewhere = self.sign_in(REMOTE_ADDR="198.51.100.7")
            self.assertEqual(elsewhere.request["PATH_INFO"], INDEX)


class ForgettingTests(TestCase):
    def test_ended_sessions_and_the_journal_of_last_year_go(self):
        user = User.objects.create_superuser("editrice")
        with clock_at("2031-01-01T10:00"):
            self.client.force_login(user)
            LogEntry.objects.log_actions(user.pk, [user], CHANGE, "Ancien.", single_object=True)
        LogEntry.objects.update(action_time=datetime.datetime(2031, 1, 1, tzinfo=datetime.UTC))
        with clock_at("2031-12-31T10:00"):
            forget_old_journal()
            self.assertEqual(LogEntry.objects.count(), 1)
            forget_sessions()
            self.assertEqual(Session.objects.count(), 0)
        with clock_at("2032-01-02T10:00"):
            forget_old_journal()
        self.assertEqual(LogEntry.objects.count(), 0)


class PasswordTests(TestCase):
    def test_what_is_guessed_is_refused_and_what_is_not_is_taken(self):
        validate = GuessingValidator().validate
        user = User(username="m.dupin", last_name="Dupin", email="m.dupin@exemple.fr")
        for password in [
            "aaaaaaaaaaaa",
            "motdepasse12",
            "azertyuiop12",
            "motdepasseales",
            "bonjourbonjour",
            "cevennes30100",
            "MotDePasse2026!",
            "Médiathèque2026",
            "mairiedales30",
            "m.dupinDupin1",
        ]:
            with self.subTest(password), self.assertRaises(ValidationError) as refused:
                validate(password, user)
            self.assertIn("se devine", str(refused.exception))
        for password in ["cheval-brique-lune-84", "tortue charrue gel 84 rue", "Xk7!fQz9pL2w"]:
            validate(password, user)
        with self.assertRaises(ValidationError) as refused:
            validate("xK7-" * 40, user)
        self.assertIn("dépasse 128 signes", str(refused.exception))

    def test_the_former_password_is_not_chosen_again(self):
        user = User.objects.create_user("m.dupin", password=PASSWORD)
        with self.assertRaises(ValidationError) as refused:
            GuessingValidator().validate(PASSWORD, user)
        self.assertIn("C’est le mot de passe actuel", str(refused.exception))


class AccountTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        create_roles()
        cls.admin = User.objects.create_superuser("editrice", "e@exemple.fr", PASSWORD)
        cls.role = Group.objects.get(name="Communication")

    def add(self, **changed):
        self.client.force_login(self.admin)
        posted = {"username": "m.dupin", "first_name": "Michel", "last_name": "Dupin"}
        posted |= {"email": "m.dupin@exemple.fr", "groups": [self.role.pk]}
        for lines in ("remit", "tribune_writer"):
            posted |= {f"{lines}-TOTAL_FORMS": 0, f"{lines}-INITIAL_FORMS": 0}
        return self.client.post(reverse("admin:auth_user_add"), posted | changed, follow=True)

    def test_one_page_makes_an_account_whose_person_chooses_the_password(self):
        page = self.add()
        self.assertContains(page, "Un lien pour choisir un mot de passe est envoyé à m.dupin@")
        user = User.objects.get(username="m.dupin")
        self.assertTrue(user.is_staff)
        self.assertFalse(user.has_usable_password())
        self.assertEqual([group.name for group in user.groups.all()], ["Communication"])
        (message,) = mail.outbox
        self.assertEqual(message.to, ["m.dupin@exemple.fr"])
        self.assertIn("Votre identifiant : m.dupin", message.body)
        link = re.search(r"https?://[^/]+(/admin/mot-de-passe/\S+)", message.body)[1]
        self.client.logout()
        form = self.client.get(link, follow=True)
        refused = self.client.post(
            form.request["PATH_INFO"], dict.fromkeys(["new_password1", "new_password2"], "dupin12")
        )
        self.assertContains(refused, "se devine")
        chosen = dict.fromkeys(["new_password1", "new_password2"], PASSWORD)
        self.client.post(form.request["PATH_INFO"], chosen)
        user.refresh_from_db()
        self.assertTrue(user.check_password(PASSWORD))
        self.assertContains(self.client.get(link, follow=True), "Ce lien ne sert plus")

    def test_an_account_without_role_or_with_the_address_of_another_is_refused(self):
        self.assertContains(self.add(groups=[]), "Cochez au moins un rôle")
        self.assertContains(self.add(email="E@exemple.fr"), "« editrice » a déjà cette adresse")
        self.assertEqual(mail.outbox, [])
        self.assertFalse(User.objects.filter(username="m.dupin").exists())

    @override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_PORT=1)
    def test_a_message_that_cannot_leave_shows_the_link(self):
        self.assertContains(self.add(), "n’est pas parti. Donnez ce lien, qui vaut un jour : http")

    def test_roles_and_rights_are_told_in_french(self):
        self.client.force_login(self.admin)
        page = self.client.get(reverse("admin:auth_user_add"))
        for role in ROLES:
            self.assertContains(page, f"{role} : ")
        rights = self.client.get(reverse("admin:auth_group_change", args=[self.role.pk]))
        self.assertNotContains(rights, "Can ")
        self.assertNotContains(rights, "historical")
        self.assertContains(rights, ", modifier")

    def test_a_forgotten_password_answers_all_alike_and_not_too_often(self):
        address = reverse("admin_password_reset")
        self.assertContains(self.client.get(LOGIN), address)
        with clock_at("2031-01-01T10:00"):
            known = self.client.post(address, {"email": "E@exemple.fr"}, follow=True)
            self.assertEqual([m.to for m in mail.outbox], [["e@exemple.fr"]])
            unknown = self.client.post(address, {"email": "x@exemple.fr"}, follow=True)
            self.assertEqual(known.content, unknown.content)
            self.assertEqual(len(mail.outbox), 1)
            for _ in range(2):
                self.client.post(address, {"email": "e@exemple.fr"})
            often = self.client.post(address, {"email": "e@exemple.fr"})
        self.assertContains(often, "Trop de demandes. Recommencez dans 1 heure.")
        self.assertEqual(len(mail.outbox), 3)
