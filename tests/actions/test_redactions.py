"""Words that expose a person leave the site whole, and the history still proves itself."""

import csv
import io
import json
import subprocess
import sys
import tempfile
from html import unescape
from pathlib import Path

from django.conf import settings
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import TestCase, override_settings
from django.urls import reverse

from actions.chain import commitment
from actions.models import Event, ImportChange, ImportRun, Redaction
from actions.personal_data import suspicions
from actions.proof import faults
from staff.roles import create_roles
from tests.clock import clock_at
from tests.factories import make_action, make_issue, make_person, record
from tests.publishing.page_files_case import PageFilesTestCase

ROLE = "Protection des personnes"
NAME = "Mme Durand"
TEXT = f"{NAME} a planté les rosiers du square."
CAVEAT = f"D’après {NAME}, rencontrée sur place."


def make_staff(username, role):
    create_roles()
    person = make_person(username, is_staff=True)
    person.groups.add(Group.objects.get(name=role))
    return person


class RedactedCase(TestCase):
    def setUp(self):
        super().setUp()
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))  # walked by the tests
        self.enterContext(override_settings(PRIVATE_MEDIA_ROOT=folder))
        self.action = make_action(number=9)
        record(self.action, "Annonce.", "2017-03-29", status="a-venir")
        self.event = record(
            self.action,
            TEXT,
            "2018-06",
            status="realisee",
            reservation=CAVEAT,
            evidence_url="https://exemple.fr/durand",
            evidence_title="Le journal",
        )
        record(self.action, "Inauguration.", "2019-04-01")
        self.asker, self.second = make_staff("demande", ROLE), make_staff("confirme", ROLE)

    def redact(self, *cells):
        cells = Redaction.columns_of(self.event, cells or ["texte", "reserve", "preuve_url"])
        redaction = Redaction(event=self.event, cells=cells, reason="personne")
        redaction.asked_by = self.asker
        redaction.full_clean()
        redaction.save()
        with clock_at("2031-11-28T10:00"), self.captureOnCommitCallbacks(execute=True):
            redaction.confirm(self.second)
        self.event.refresh_from_db()
        return redaction


class EraseTests(RedactedCase):
    def test_words_and_salts_leave_and_the_commitments_stay(self):
        salts = dict(self.event.salts)
        self.redact()
        event = self.event
        self.assertEqual((event.text, event.reservation, event.evidence_url), ("", "", ""))
        self.assertEqual(event.evidence_title, "Le journal")
        self.assertEqual(event.salts["texte"], commitment(salts["texte"], TEXT))
        self.assertEqual(event.salts["preuve_titre"], salts["preuve_titre"])
        self.assertEqual((event.status, str(event.occurred_on)), ("realisee", "juin 2018"))
        self.assertEqual(list(faults()), [])
        out = io.StringIO()
        call_command("verify_history", stdout=out)
        self.assertIn("3 étapes, dont 1 aux mots retirés, dernière empreinte", out.getvalue())

    def test_every_page_feed_and_file_lose_them_and_say_so(self):
        self.redact()
        addresses = [
            "/actions/9/",
            "/actions/historique/",
            "/actions/au/2019-01-01/",
            "/actions/flux.atom",
            "/actions/9/flux.atom",
            "/donnees/etapes.json",
            "/donnees/etapes.csv",
            "/recherche/?q=Durand",
            "/recherche/?q=rosiers",
        ]
        for address in addresses:
            with self.subTest(address):
                page = self.client.get(address)
                self.assertEqual(page.status_code, 200)
                content = b"".join(page) if page.streaming else page.content
                for words in ("rosiers du", "rencontrée", "exemple.fr/durand"):
                    self.assertNotIn(words, content.decode())
        page = unescape(self.client.get("/actions/9/").content.decode()).replace("\xa0", " ")
        for told in ("Texte retiré", "Réserve retirée", "Preuve retirée"):
            self.assertIn(f"{told} le 28 novembre 2031, pour protéger une personne.", page)
        feed = self.client.get("/actions/9/flux.atom").content.decode()
        self.assertIn("2031-11-28T09:00:00+00:00", feed)  # readers replace what they kept

    def test_the_published_verifier_accepts_the_row_and_refuses_words_put_back(self):
        self.redact("texte")
        content = b"".join(self.client.get("/donnees/etapes.csv"))
        script = self.client.get("/donnees/verifier.py").content
        with tempfile.TemporaryDirectory() as folder:
            done = verify(folder, script, content)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertIn("3 étapes, chaîne intacte", done.stdout)
            self.assertIn("et 1 aux mots retirés", done.stdout)
            rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
            salts = rows[0].index("sels")
            for words in (TEXT, rows[2][salts].split(" ")[0]):
                put_back = [list(row) for row in rows]
                put_back[2][5] = words
                done = verify(folder, script, as_csv(put_back))
                self.assertEqual(done.returncode, 1)
                self.assertIn("Rang 2 : ses sels ne vont pas avec ses textes", done.stdout)
            another = [list(row) for row in rows]
            another[2][salts] = another[2][salts].replace(self.event.salts["texte"], "a" * 64)
            done = verify(folder, script, as_csv(another))
            self.assertIn("Rang 2 : son contenu ne correspond pas", done.stdout)

    def test_a_status_changed_in_a_redacted_row_is_still_found(self):
        self.redact()
        content = b"".join(self.client.get("/donnees/etapes.csv"))
        script = self.client.get("/donnees/verifier.py").content
        with tempfile.TemporaryDirectory() as folder:
            done = verify(folder, script, content.replace(b",realisee,", b",en-cours,"))
            self.assertIn("Rang 2 : son contenu ne correspond pas", done.stdout)

    def test_the_kept_document_leaves_with_its_address(self):
        folder = Path(settings.PRIVATE_MEDIA_ROOT)
        officer = make_staff("suivi", "Suivi des actions")
        self.client.force_login(officer)
        upload = SimpleUploadedFile("note.pdf", b"%PDF-1.4 Mme Durand")
        posted = {"action": self.action.pk, "occurred_on": "2019-05", "text": "Une note."}
        posted |= {"certainty": "prouvee", "evidence_kind": "document", "file": upload}
        posted |= {"published_body": "ville"}
        with self.captureOnCommitCallbacks(execute=True):
            answer = self.client.post(reverse("admin:actions_event_add"), posted)
        self.assertEqual(answer.status_code, 302)
        self.event = Event.objects.get(text="Une note.")
        address = self.event.document_path
        self.assertIn(b"Durand", b"".join(self.client.get(address)))
        self.redact("preuve_url")
        self.assertEqual(self.event.evidence_digest, "")
        self.assertEqual(self.client.get(address).status_code, 404)
        kept = [path for path in folder.rglob("*") if path.is_file()]
        self.assertFalse([path for path in kept if b"Durand" in path.read_bytes()])
        self.assertEqual(list(faults()), [])


class FilesTests(RedactedCase, PageFilesTestCase):
    """The pages as a front server finds them on the disk."""

    def test_no_written_page_keeps_them(self):
        for address in ("/actions/9/", "/actions/historique/", "/actions/flux.atom"):
            self.assertIn("rosiers", self.visit(address).text)
        for extension in ("csv", "json"):
            self.assertIn("rosiers", self.visit(f"/donnees/etapes.{extension}").text)
        self.assertTrue(self.anywhere("rosiers"))
        self.redact()
        self.folder.follow()  # as at the end of the request, on each machine within two seconds
        self.assertEqual(self.anywhere("rosiers"), [])
        self.assertEqual(len(list(self.root.glob("[0-9]*"))), 1)  # nor a compressed one


def as_csv(rows):
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()


def verify(folder, script, content):
    (Path(folder) / "verifier.py").write_bytes(script)
    (Path(folder) / "etapes.csv").write_bytes(content)
    return subprocess.run(
        [sys.executable, "-I", "verifier.py", "etapes.csv"],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        env={"PYTHONUTF8": "1"},
        timeout=30,
    )


class DatabaseTests(RedactedCase):
    """What the triggers let through, whoever asks."""

    def refused(self, sql, *parameters):
        message = "Une étape enregistrée ne se modifie pas"
        with self.assertRaisesMessage(IntegrityError, message), transaction.atomic():
            run(sql, *parameters)

    def test_nothing_changes_without_a_confirmed_request(self):
        taken = self.event.without(["texte"])
        salts = json.dumps(taken["salts"])
        sql = "UPDATE actions_event SET text = '', salts = %s, is_redacted = true WHERE rank = 2"
        self.refused(sql, salts)
        asked = Redaction.objects.create(
            event=self.event, cells=["texte"], reason="personne", asked_by=self.asker
        )
        self.refused(sql, salts)
        asked.confirmed_by, asked.confirmed_at = self.second, asked.asked_at
        asked.save()
        for column, value in [
            ("status", "en-cours"),
            ("certainty", "deduite"),
            ("rank", 40),
            ("settled_on", "2018-06-29"),
            ("recorded_by_id", self.asker.pk),
            ("reservation", ""),  # the request does not name it
        ]:
            with self.subTest(column):
                self.refused(sql.replace("WHERE", f", {column} = %s WHERE"), salts, value)
        self.refused(sql.replace("text = ''", "text = 'Un autre texte.'"), salts)
        self.refused(sql.replace("true", "false"), salts)
        for broken in ('{"texte": "short"}', "{}"):
            self.refused(sql, broken)
        self.refused("DELETE FROM actions_event WHERE rank = 2")
        run(sql, salts)
        self.assertEqual(list(faults()), [])
        self.refused("UPDATE actions_event SET text = 'De retour.' WHERE rank = 2")

    def test_one_person_alone_is_refused_by_the_database(self):
        asked = Redaction(event=self.event, cells=["texte"], reason="personne")
        asked.asked_by = asked.confirmed_by = self.asker
        asked.confirmed_at = asked.asked_at
        refused = self.assertRaisesMessage(IntegrityError, "actions_redaction_takes_two_persons")
        with refused, transaction.atomic():
            asked.save()


def run(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


class CopiesTests(RedactedCase):
    def test_the_journal_of_the_back_office_never_copies_words(self):
        line = LogEntry.objects.log_actions(
            self.asker.pk, [self.event], ADDITION, single_object=True
        )
        self.assertEqual(line.object_repr, "étape n° 2 (juin 2018)")
        LogEntry.objects.filter(pk=line.pk).update(object_repr=f"juin 2018 : {TEXT}"[:200])
        self.redact("texte")
        line.refresh_from_db()
        self.assertEqual(line.object_repr, "étape n° 2 (juin 2018)")

    def test_imports_forget_them_with_the_files_that_say_them(self):
        importer = make_staff("import", "Suivi des actions")
        self.client.force_login(importer)
        sheet = "N°;Date;Ce qui s’est passé;Statut atteint\n9;5 mai 2019;{};\n"
        applied = self.upload(sheet.format(TEXT))
        self.client.post(reverse("admin:actions_importrun_confirm", args=[applied.pk]))
        waiting = self.upload(sheet.replace("5 mai", "6 mai").format(TEXT))
        other = self.upload(sheet.format("Autre chose."))
        self.event = Event.objects.get(import_run=applied)
        self.redact("texte")
        applied.refresh_from_db()
        self.assertEqual((applied.state, applied.file), ("applique", ""))
        self.assertFalse(ImportRun.objects.filter(pk=waiting.pk).exists())
        self.assertTrue(ImportRun.objects.get(pk=other.pk).path.is_file())
        for change in ImportChange.objects.all():
            self.assertNotIn("Durand", f"{change.before} {change.after} {change.message}")
        self.assertEqual(applied.changes.get().after["text"], "[mots retirés]")
        folder = Path(settings.PRIVATE_MEDIA_ROOT)
        kept = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
        self.assertFalse([content for content in kept if b"Durand" in content])

    def upload(self, content):
        file = SimpleUploadedFile("etapes.csv", content.encode())
        answer = self.client.post(reverse("admin:actions_importrun_add"), {"file": file})
        self.assertEqual(answer.status_code, 302)
        return ImportRun.objects.latest("pk")

    def test_the_archive_of_the_newsletter_says_that_they_left(self):
        issue = make_issue()
        address = issue.get_absolute_url()
        self.assertContains(self.client.get(address), "rosiers")
        self.redact()
        page = self.client.get(address)
        self.assertNotContains(page, "rosiers")
        self.assertNotContains(page, "exemple.fr/durand")
        self.assertContains(page, "pour protéger une personne")


class BackOfficeTests(RedactedCase):
    def ask(self, user, **data):
        self.client.force_login(user)
        posted = {"event": self.event.pk, "cells": ["texte"], "reason": "demande"} | data
        return self.client.post(reverse("admin:actions_redaction_add"), posted, follow=True)

    def test_one_asks_and_another_confirms(self):
        self.client.force_login(self.asker)
        page = self.client.get(reverse("admin:actions_event_change", args=[self.event.pk]))
        form = reverse("admin:actions_redaction_add") + f"?event={self.event.pk}"
        self.assertContains(page, form)
        self.assertContains(self.client.get(form), TEXT)
        answer = self.ask(self.asker)
        self.assertContains(answer, "une autre personne doit la confirmer")
        self.assertNotContains(answer, "Retirer ces mots")
        redaction = Redaction.objects.get()
        confirm = reverse("admin:actions_redaction_confirmer", args=[redaction.pk])
        refused = self.client.post(confirm, follow=True)
        self.assertContains(refused, "Vous avez demandé ce retrait")
        self.event.refresh_from_db()
        self.assertEqual(self.event.text, TEXT)

        self.client.force_login(self.second)
        self.assertContains(self.client.get("/admin/"), "demandé par")
        page = self.client.get(reverse("admin:actions_redaction_change", args=[redaction.pk]))
        self.assertContains(page, TEXT)
        self.assertContains(page, "Retirer ces mots")
        done = self.client.post(confirm, follow=True)
        self.assertContains(done, "Mots retirés du site")
        self.assertNotContains(done, "rosiers")
        self.event.refresh_from_db()
        self.assertEqual(self.event.text, "")
        again = self.client.post(confirm, follow=True)
        self.assertContains(again, "Ce retrait a déjà été décidé")

    def test_what_is_asked_badly_is_told(self):
        self.assertContains(self.ask(self.asker, cells=[]), "Cochez ce qui doit être retiré.")
        self.assertContains(self.ask(self.asker, reason=""), "Ce champ est obligatoire")
        answer = self.ask(self.asker, event="0")
        self.assertContains(answer, "Ouvrez l’étape, puis choisissez")
        self.assertEqual(Redaction.objects.count(), 0)
        self.ask(self.asker)
        twice = self.ask(self.second)
        self.assertContains(twice, "Un retrait est déjà demandé pour cette étape")
        self.assertEqual(Redaction.objects.count(), 1)

    def test_a_request_can_be_dropped_before_and_not_after(self):
        self.ask(self.asker)
        drop = reverse("admin:actions_redaction_renoncer", args=[Redaction.objects.get().pk])
        self.assertContains(self.client.post(drop, follow=True), "rien n’a été retiré")
        self.assertEqual(Redaction.objects.count(), 0)
        redaction = self.redact("texte")
        drop = reverse("admin:actions_redaction_renoncer", args=[redaction.pk])
        self.assertContains(self.client.post(drop, follow=True), "cela ne se défait pas")
        self.assertEqual(Redaction.objects.count(), 1)

    def test_others_may_not(self):
        self.ask(self.asker)
        pk = Redaction.objects.get().pk
        self.client.force_login(make_staff("suivi", "Suivi des actions"))
        self.assertEqual(self.client.get(reverse("admin:actions_redaction_add")).status_code, 403)
        for name in ("confirmer", "renoncer"):
            address = reverse(f"admin:actions_redaction_{name}", args=[pk])
            self.assertEqual(self.client.post(address).status_code, 403)
            self.assertEqual(self.client.get(address).status_code, 405)
        page = self.client.get(reverse("admin:actions_event_change", args=[self.event.pk]))
        self.assertNotContains(page, "Retirer des mots")


class PreventionTests(TestCase):
    def test_names_telephones_and_addresses_are_seen(self):
        for text, found in {
            "Remis à M. Durand hier.": "une personne nommée (« M. Durand »)",
            "Avec Mme\N{NO-BREAK SPACE}Jeanne Dupuy-Rey.": "une personne nommée (« Mme Jeanne Dup",
            "Monsieur Éric L’Hôte préside.": "une personne nommée (« Monsieur Éric L’Hôte »)",
            "Appelez le 04 66 56 11 00.": "un numéro de téléphone (« 04 66 56 11 00 »)",
            "Au +33 4.66.56.11.00": "un numéro de téléphone (« +33 4.66.56.11.00 »)",
            "Écrire à a.b@exemple.fr.": "une adresse électronique (« a.b@exemple.fr »)",
            "Au 12 bis, rue Taisson.": "une adresse postale (« 12 bis, rue Taisson »)",
        }.items():
            with self.subTest(text):
                self.assertTrue(any(line.startswith(found) for line in suspicions(text)), text)

    def test_ordinary_sentences_are_left_alone(self):
        for text in (
            "La Ville signe 7 à 8 M€ de travaux en 2018.",
            "38 actions, 15 000 heures, rue Taisson et place des Martyrs.",
            "Le maire inaugure les Halles ; M. le préfet est là.",
            "Délibération n° 18_05_06 du 28/06/2018.",
            "https://www.ales.fr/actualites/0466561100",
        ):
            with self.subTest(text):
                self.assertEqual(
                    [line for line in suspicions(text) if "téléphone" not in line], [], text
                )

    def test_the_form_asks_before_it_saves_and_loses_nothing(self):
        action = make_action(number=9)
        self.client.force_login(make_staff("suivi", "Suivi des actions"))
        posted = {"action": action.pk, "occurred_on": "2018-06", "text": TEXT}
        posted |= {"certainty": "prouvee", "published_body": "ville"}
        address = reverse("admin:actions_event_add")
        page = self.client.post(address, posted)
        self.assertContains(page, "Relisez : une personne nommée (« Mme Durand »)")
        self.assertContains(page, "les rosiers du square")
        self.assertContains(page, 'type="checkbox" name="names_are_public"')
        self.assertEqual(Event.objects.count(), 0)
        answer = self.client.post(address, posted | {"names_are_public": "on"})
        self.assertEqual(answer.status_code, 302)
        self.assertEqual(Event.objects.get().text, TEXT)

    def test_a_clock_behind_the_history_is_told_in_the_form_and_in_the_import(self):
        action = make_action(number=9)
        importer = make_staff("suivi", "Suivi des actions")
        with clock_at("2026-11-20T10:00"):
            self.client.force_login(importer)
            file = SimpleUploadedFile(
                "e.csv", "N°;Date;Ce qui s’est passé\n9;2018;Fait.\n".encode()
            )
            self.client.post(reverse("admin:actions_importrun_add"), {"file": file})
        with clock_at("2031-01-01T10:00"):
            record(action, "Plus tard.", "2020")
        posted = {"action": action.pk, "occurred_on": "2018-06", "text": "Autre chose."}
        posted |= {"certainty": "prouvee", "published_body": "ville"}
        with clock_at("2026-11-20T11:00"):
            page = self.client.post(reverse("admin:actions_event_add"), posted)
            run = ImportRun.objects.get()
            confirm = reverse("admin:actions_importrun_confirm", args=[run.pk])
            told = self.client.post(confirm, follow=True)
        for answer in (page, told):
            self.assertContains(answer, "L’horloge du serveur est en retard")
        self.assertEqual(Event.objects.count(), 1)

    def test_the_preview_of_an_import_warns(self):
        make_action(number=9)
        self.client.force_login(make_staff("suivi", "Suivi des actions"))
        file = SimpleUploadedFile(
            "e.csv", f"N°;Date;Ce qui s’est passé\n9;6 mai 2019;{TEXT}\n".encode()
        )
        page = self.client.post(reverse("admin:actions_importrun_add"), {"file": file}, follow=True)
        self.assertContains(page, "Ligne 2")
        self.assertContains(page, "une personne nommée")
        self.assertEqual(ImportRun.objects.get().state, "apercu")
