"""Every address of the back office, and every private one, crossed with every role.

What each may do is written in `access.txt`, a row for each address: an address that is new makes
this test fail until its row is written and read by somebody. `ACCESS=write` writes what is found.
"""

import itertools
import os
import re
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import AnonymousUser, Group, User
from django.contrib.contenttypes.models import ContentType
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.http import Http404
from django.test import RequestFactory, TestCase
from django.urls import get_resolver, resolve, reverse

from actions.imports.planning import prepare
from actions.models import Redaction, Remit
from legal.models import Agreement, TribuneSpace
from mail.models import OutgoingMail
from newsletter.models import Delivery
from pages.models import Page
from publishing.signed import seal
from staff.models import Proposal
from staff.roles import ROLES, create_roles
from tests import factories
from tests.minimal import one_of

TABLE = Path(__file__).with_name("access.txt")
ROLE_NAMES = sorted(ROLES)
# The header of each column, and how the account is made.
COLUMNS = ["anonyme", "sans rôle", *ROLE_NAMES, "Limité", "Administration"]
# Whose links are followed: one that reads everything, one that writes, one that meets addresses.
WALKERS = ["Lecture", "Rédaction", "Abonnements"]
LEGEND = """\
# What each account may do, address by address: tests/staff/test_access.py checks it whole.
# Two signs for each account, of reading (GET) then of sending (POST):
#   +  answered    -  refused (403)    c  the login page    0  not found    .  no such gesture
# Where something has a record, that record exists. « (d’un autre) » is one that the limited
# account does not reach. « Limité » has every role but the administration, for one service.
#
"""
OTHERS = "(d’un autre)"
# Public by design: no account changes what they answer; other tests look at them.
PRIVATE = ("portraits/autorisation/", "portraits/approbation/", "newsletter/preferences/")
PRIVATE += ("newsletter/confirmer/", "newsletter/desabonner/<", "media/", "actions/preuves/")
PRIVATE += ("version-proposee/", "lecture/")


def walk(patterns, before=""):
    for one in patterns:
        address = before + str(one.pattern)
        if hasattr(one, "url_patterns"):
            yield from walk(one.url_patterns, address)
        else:
            yield address.replace("^", "").replace("$", ""), one


@pytest.mark.once
@pytest.mark.long
class AccessTests(TestCase):
    maxDiff = None

    @classmethod
    def setUpTestData(cls):
        create_roles()
        TribuneSpace(is_open=True).save()
        users = {"sans rôle": User.objects.create_user("sans", is_staff=True)}
        for name in ROLE_NAMES:
            users[name] = User.objects.create_user(name[:20], is_staff=True)
            users[name].groups.add(Group.objects.get(name=name))
        users["Limité"] = limited = User.objects.create_user("limite", is_staff=True)
        limited.groups.set(Group.objects.all())
        roads = factories.make_service(name="Voirie")
        Remit.objects.create(user=limited).services.add(roads)
        users["Administration"] = root = User.objects.create_superuser("root")
        cls.users = users | {"anonyme": AnonymousUser()}
        mine = factories.make_action("en-cours", number=12, service=roads)
        other = factories.make_action("en-cours", number=9)
        event, others_event = mine.events.first(), other.events.first()
        run, others_run = cls.read_file(limited), cls.read_file(root)
        asked = {"cells": ["texte"], "reason": "personne", "asked_by": root}
        entry = LogEntry.objects.create(user=root, object_id="1", action_flag=1, object_repr="x")
        subscriber = factories.make_subscriber()
        cls.records = {
            "actions.action": mine,
            "actions.event": event,
            "actions.importrun": run,
            "actions.redaction": Redaction.objects.create(event=event, **asked),
            "admin.logentry": entry,
            "auth.group": Group.objects.get(name="Lecture"),
            "auth.user": root,
            "newsletter.issue": factories.make_issue("brouillon"),
            "newsletter.delivery": Delivery.objects.create(
                mail=OutgoingMail.objects.create(recipient=subscriber.email),
                issue=factories.make_issue("arrete", rhythm="changement"),
            ),
            "newsletter.subscriber": subscriber,
            "portraits.consent": factories.make_person_consent(),
        }
        cls.others = {
            "actions.action": other,
            "actions.event": others_event,
            "actions.importrun": others_run,
            "actions.redaction": Redaction.objects.create(event=others_event, **asked),
        }
        page = one_of(Page)
        cls.records["staff.proposal"] = Proposal.objects.create(
            kind=ContentType.objects.get_for_model(page), object_id=page.pk, author=root, label="x"
        )
        cls.records["legal.agreement"] = Agreement.objects.create(
            kind=ContentType.objects.get_for_model(page), object_id=page.pk, asked_by=root
        )
        for model in admin.site._registry:
            if model._meta.label_lower not in cls.records:
                cls.records[model._meta.label_lower] = one_of(model)

    @staticmethod
    def read_file(user):
        path = Path(os.environ.get("TMPDIR", "/tmp")) / f"access-{user.pk}-{os.getpid()}.csv"
        path.write_text("N°;Lieu\n12;Ici\n9999;Ici\n" if user.is_superuser else "N°;Lieu\n12;Là\n")
        try:
            return prepare(path, user, original_name="voirie.csv")
        finally:
            path.unlink()

    def arguments(self, address, pattern, records):
        """What fills the address: the keys of records that exist."""
        values = {"table": 0, "extension": "csv", "format": "xlsx", "verb": "actualiser"}
        values |= {"token": seal("x", "x"), "uidb64": "MQ", "url": "inconnu/", "name": "x.pdf"}
        values |= {"path": "images/ab/480.jpg", "folder": "0" * 16, "app_label": "pages"}
        parts = address.split("/")
        label = ".".join(parts[1:3]) if parts[0] == "admin" else ""
        if record := records.get(label) or self.records.get(label):
            values |= {"object_id": str(record.pk), "pk": record.pk, "id": str(record.pk)}
            if hasattr(record, "history"):
                values["code"] = str(record.history.first().history_id)
        if "content_type_id" in address:
            page = self.records["pages.page"]
            kind = ContentType.objects.get_for_model(page)
            values |= {"content_type_id": kind.pk, "object_id": str(page.pk)}
        return {name: values.get(name, 1) for name in pattern.pattern.regex.groupindex}

    def answer(self, view, user, method, path, arguments):
        request = getattr(RequestFactory(), method)(path, {"x": "x"} if method == "post" else {})
        request.user = user
        user.is_verified = lambda: user.is_authenticated
        request.session = SessionStore()
        request._messages = FallbackStorage(request)
        request._dont_enforce_csrf_checks = True
        request.csp_nonce = "x"
        try:
            with transaction.atomic():
                response = view(request, **arguments)
                transaction.set_rollback(True)
        except PermissionDenied:
            return "-"
        except (Http404, ObjectDoesNotExist):
            return "0"
        response.close()  # of a file
        if response.status_code in (403, 404, 405):
            return {403: "-", 404: "0", 405: "."}[response.status_code]
        is_login = getattr(response, "template_name", None) == "admin/login.html"
        login = reverse("admin:login")
        sent_there = response.headers.get("Location", "").startswith(login)
        return "c" if (is_login or sent_there) and path != login else "+"

    def rows(self):
        found = {}
        every = [
            (address, one)
            for address, one in walk(get_resolver().url_patterns)
            if address.startswith(("admin/", *PRIVATE))
        ]
        for (address, one), is_others in itertools.product(every, (False, True)):
            label = ".".join(address.split("/")[1:3])
            has_record = "object_id>" in address or ":pk>" in address
            if is_others and not (label in self.others and has_record):
                continue
            arguments = self.arguments(address, one, self.others if is_others else self.records)
            name = f"/{address}{' ' + OTHERS if is_others else ''}"
            found[name] = (one.callback, "/" + address, arguments)
        return found

    def test_the_table_is_what_each_may_do(self):
        rows, cells = self.rows(), {}
        for method in ("get", "post"):  # what is sent may remove files: everything is read first
            for name, (view, path, arguments) in rows.items():
                for column in COLUMNS:
                    sign = self.answer(view, self.users[column], method, path, arguments)
                    cells.setdefault(name, {}).setdefault(column, []).append(sign)
        width = max(map(len, rows)) + 2
        heads = [f"# {n} {name}\n" for n, name in enumerate(COLUMNS, 1)]
        numbers = "".join(f"{n:>4}" for n in range(1, len(COLUMNS) + 1))
        lines = [f"{'#':<{width}}{numbers}\n"]
        for name in sorted(rows):
            signs = "".join(f"{''.join(cells[name][column]):>4}" for column in COLUMNS)
            lines.append(f"{name:<{width}}{signs}\n")
        table = LEGEND + "".join(heads) + "".join(lines)
        if os.environ.get("ACCESS") == "write":
            TABLE.write_text(table, encoding="utf-8")
        self.assertEqual(table.splitlines(), TABLE.read_text(encoding="utf-8").splitlines())

    def test_no_link_of_the_back_office_leads_to_a_wall(self):
        """From the desk: each kind of page once, by the links that pages show."""
        walls = {}
        for column in WALKERS:
            client = self.client_class()
            client.force_login(self.users[column])
            waiting, met = [(reverse("admin:index"), "")], {"admin:logout", "admin:jsi18n"}
            while waiting:
                url, shown_on = waiting.pop()
                kind = resolve(url.partition("?")[0]).view_name
                if kind in met or kind.endswith("_export"):  # a file, or the page that gives it
                    continue
                met.add(kind)
                answer = client.get(url, follow=True)
                if answer.status_code == 403:
                    walls[url] = f"{column}, sur {shown_on}"
                elif "html" in answer.headers["Content-Type"]:
                    links = re.findall(r'href="(/admin/[^"#?]*)', answer.content.decode())
                    waiting += [(link, url) for link in links]
                answer.close()  # of a file
        self.assertEqual(walls, {})
