import ast
import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.test import SimpleTestCase

from ales_services import environment
from tests.databases import migrated_database

BASE_DIR = Path(settings.BASE_DIR)
SETTINGS = BASE_DIR / "ales_services" / "settings.py"
EXAMPLE = BASE_DIR / ".env.example"
SECRET_KEY = "une-clef-de-test-assez-longue-et-assez-variee-0123456789"
PRODUCTION = {"SECRET_KEY": SECRET_KEY, "SITE_URL": "https://exemple.fr"}


def variables_read():
    """The variables that settings.py reads or refuses, by its source: `given("NAME", …)`."""
    tree = ast.parse(SETTINGS.read_text(encoding="utf-8"))
    helpers = inspect.getmembers(environment, inspect.isfunction)
    ours = {name for name, helper in helpers if helper.__module__ == environment.__name__}
    return {
        call.args[0].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and (
            (isinstance(call.func, ast.Name) and call.func.id in ours)
            or (isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "env")
        )
    }


def run(*arguments, **variables):
    """A command in a process of its own; no variable and no .env of this machine has a say."""
    emptied = dict.fromkeys(variables_read(), "")
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=BASE_DIR,
        env=os.environ | emptied | variables,
        capture_output=True,
        text=True,
    )


class EnvironmentTests(SimpleTestCase):
    def assert_refused(self, message, **variables):
        """What the command said, for those who look at more than its last line."""
        with self.subTest(**variables):
            result = run("manage.py", "check", **variables)
            self.assertEqual(result.returncode, 1)
            self.assertEqual(
                result.stderr.strip().splitlines()[-1],
                f"django.core.exceptions.ImproperlyConfigured: {message}",
            )
        return result.stderr

    def test_nothing_is_needed_to_start_and_empty_values_are_none(self):
        self.assertEqual(run("manage.py", "check").returncode, 0)

    def test_debug_off_needs_a_secret_key(self):
        self.assert_refused("SECRET_KEY : obligatoire dès que DEBUG est désactivé.", DEBUG="0")

    def test_a_local_copy_answers_this_machine_alone(self):
        message = "SECRET_KEY : obligatoire pour répondre à un autre nom que localhost ({})."
        self.assert_refused(message.format("exemple.fr"), SITE_URL="https://exemple.fr")
        self.assert_refused(message.format("192.0.2.7"), ALLOWED_HOSTS="192.0.2.7")
        self.assert_refused(message.format("*"), ALLOWED_HOSTS="localhost,*")
        self.assertEqual(run("manage.py", "check", ALLOWED_HOSTS="ales.localhost").returncode, 0)
        self.assert_refused(
            "DEBUG : jamais sur un site public (exemple.fr) : il montrerait tout de lui.",
            DEBUG="1",
            **PRODUCTION,
        )

    def test_former_keys_are_whole_and_former(self):
        message = "SECRET_KEY_FALLBACKS : d’anciennes clefs entières, séparées par des virgules."
        self.assert_refused(message, SECRET_KEY_FALLBACKS="court", **PRODUCTION)
        self.assert_refused(message, SECRET_KEY_FALLBACKS=SECRET_KEY, **PRODUCTION)

    def test_nonsense_is_refused_by_name(self):
        secret = "SECRET_KEY : au moins 50 caractères variés sont attendus."
        self.assert_refused(secret, SECRET_KEY="court")
        self.assert_refused(secret, SECRET_KEY="ab" * 40)
        self.assert_refused("DEBUG : « peut-être » n’est ni 1 ni 0.", DEBUG="peut-être")
        self.assert_refused("MEDIA_ROOT : un chemin absolu est attendu.", MEDIA_ROOT="media")
        self.assert_refused(
            "TRUSTED_PROXIES : « nginx » n’est pas une adresse ou un réseau IP.",
            TRUSTED_PROXIES="127.0.0.1,nginx",
        )
        self.assert_refused(
            "DEFAULT_FROM_EMAIL : « la mairie » n’est pas une adresse électronique.",
            DEFAULT_FROM_EMAIL="la mairie",
        )

    def test_a_wrong_address_of_the_site_is_refused(self):
        for value in ("ftp://exemple.fr", "https://exemple.fr/ales", "https://exemple.fr?x=1"):
            self.assert_refused(
                f"SITE_URL : « {value} » n’est pas une adresse comme https://exemple.fr.",
                SITE_URL=value,
            )
        for value in ("exemple.fr", "https://exemple.fr:port", "http://[::1"):
            self.assert_refused(
                "SITE_URL : adresse incomplète ou illisible ; attendu : https://exemple.fr.",
                SITE_URL=value,
            )
        self.assert_refused(
            "SITE_URL : un site public s’ouvre en https.",
            SECRET_KEY=SECRET_KEY,
            SITE_URL="http://exemple.fr",
        )

    def test_wrong_hosts_are_refused(self):
        message = (
            "ALLOWED_HOSTS : « {} » n’est pas un nom d’hôte "
            "(sans https://, ni port, ni /, jamais *)."
        )
        for value in ("https://exemple.fr", "exemple.fr:8000"):
            self.assert_refused(message.format(value), ALLOWED_HOSTS=value)
        self.assert_refused(message.format("*"), ALLOWED_HOSTS="*", **PRODUCTION)

    def test_a_wrong_database_is_refused_without_repeating_its_password(self):
        unreadable = "DATABASE_URL : illisible ; attendu : postgres://… ou sqlite:///…"
        self.assert_refused(unreadable, DATABASE_URL="ales")
        self.assert_refused(
            "DATABASE_URL : attendu : postgres://… ou sqlite:///…",
            DATABASE_URL="mysql://ales:secret@127.0.0.1/ales",
        )
        self.assert_refused(
            "DATABASE_URL : le nom de la base manque.", DATABASE_URL="postgres://127.0.0.1"
        )
        url = "postgres://ales:un/secret@127.0.0.1/ales"
        self.assertNotIn("'un'", self.assert_refused(unreadable, DATABASE_URL=url))

    def test_a_wrong_mail_server_is_refused_without_repeating_its_password(self):
        expected = "attendu : smtp+tls://compte:secret@hote:587 (ou smtp://, smtps://)."
        self.assert_refused(f"EMAIL_URL : {expected}", EMAIL_URL="smtp.exemple.fr")
        for value in ("smtp://", "smtp://ales:motus@exemple.fr:port"):
            said = self.assert_refused(
                f"EMAIL_URL : adresse incomplète ou illisible ; {expected}", EMAIL_URL=value
            )
            self.assertNotIn("motus", said)

    def test_the_example_lists_exactly_what_settings_read(self):
        listed = re.findall(r"^#?([A-Z_]+)=", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)
        self.assertEqual(len(listed), len(set(listed)))
        self.assertEqual(set(listed), variables_read())

    def test_the_readme_explains_exactly_what_settings_read(self):
        readme = (BASE_DIR / "README.md").read_text(encoding="utf-8")
        explained = re.findall(r"^\| `([A-Z_]+)` \|", readme, re.MULTILINE)
        self.assertEqual(sorted(explained), sorted(variables_read()))

    def test_the_values_of_the_example_are_accepted(self):
        values = dict(
            re.findall(r"^#([A-Z_]+)=(.+)$", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)
        )
        result = run("manage.py", "check", **values | {"SECRET_KEY": SECRET_KEY})
        self.assertEqual((result.returncode, result.stderr), (0, ""))


class ProductionTests(SimpleTestCase):
    def test_the_deployment_check_is_silent(self):
        result = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
        self.assertEqual(
            (result.returncode, result.stdout, result.stderr),
            (0, "System check identified no issues (2 silenced).\n", ""),
        )

    def test_other_sites_of_the_town_are_bound_to_https_by_choice(self):
        show = "from django.conf import settings as s; print(s.SECURE_HSTS_INCLUDE_SUBDOMAINS)"
        for given, bound in (({}, "False"), ({"HSTS_SUBDOMAINS": "1"}, "True")):
            shown = run("manage.py", "shell", "--no-imports", "-c", show, **PRODUCTION, **given)
            self.assertEqual(shown.stdout.strip(), bound, shown.stderr)


OUR_APPS = [config for config in apps.get_app_configs() if Path(config.path).parent == BASE_DIR]

THERE_AND_BACK = """
import django
django.setup()
from django.core.management import call_command
from django.core.management.sql import emit_pre_migrate_signal
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor, targets = MigrationExecutor(connection), [(label, None) for label in {labels}]
plan = executor.migration_plan(targets)
emit_pre_migrate_signal(0, False, connection.alias, plan=plan)  # as the command does
executor.migrate(targets, plan)
left = set(connection.introspection.table_names())
call_command("migrate", verbosity=0)
print(sorted(name for name in left if name.startswith({prefixes})))
"""


class MigrationTests(SimpleTestCase):
    def test_each_has_a_name_that_says_what_it_does(self):
        names = [
            path.stem
            for config in OUR_APPS
            for path in Path(config.path).glob("migrations/[0-9]*.py")
        ]
        self.assertTrue(names)
        for name in names:
            with self.subTest(name):
                self.assertRegex(name, r"^\d{4}_[a-z][a-z0-9_]+$")
                self.assertNotIn("_auto", name)

    def test_each_goes_back_to_nothing_and_forward_again(self):
        labels = [config.label for config in OUR_APPS if config.models_module]
        labels = [name for name in labels if any(apps.get_app_config(name).get_models())]
        prefixes = tuple(f"{label}_" for label in labels)
        with migrated_database() as address:
            result = run(
                "-c",
                THERE_AND_BACK.format(labels=labels, prefixes=prefixes),
                DATABASE_URL=address,
                DJANGO_SETTINGS_MODULE="ales_services.settings",
            )
        self.assertEqual((result.returncode, result.stdout), (0, "[]\n"), result.stderr)
