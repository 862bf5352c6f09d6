import re
from io import StringIO

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.management import call_command
from django.test import TestCase


class FirstAccountTests(TestCase):
    def say(self):
        out = StringIO()
        call_command("first_account", stdout=out)
        return out.getvalue()

    def test_the_password_is_said_once_then_never(self):
        said = self.say()
        password = re.search(r"mot de passe : (\S+)", said)[1]
        user = User.objects.get()
        self.assertTrue(user.is_superuser and user.check_password(password))
        validate_password(password, User(username=user.username))

        self.assertEqual(self.say(), "Le compte d’administration existe déjà.\n")
        self.assertEqual(User.objects.get().password, user.password)

    def test_the_password_opens_the_back_office(self):
        password = re.search(r"mot de passe : (\S+)", self.say())[1]
        self.assertTrue(self.client.login(username="admin", password=password))
        self.assertEqual(self.client.get("/admin/").status_code, 200)

    def test_another_administrator_is_enough(self):
        User.objects.create_superuser("directrice")
        self.assertEqual(self.say(), "Le compte d’administration existe déjà.\n")
        self.assertEqual(User.objects.count(), 1)

    def test_an_account_without_rights_is_not(self):
        User.objects.create_user("agent")
        self.assertIn("mot de passe :", self.say())
