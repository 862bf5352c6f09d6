"""make guide: the pictures of docs/guide, taken on a fresh demonstration site at a fixed time.

The same site gives the same pictures, so that a change of one shows what changed on a screen.
"""

import datetime
import io
import os
import sys
import tempfile
import threading
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "guide" / "images"
NOW = datetime.datetime(2026, 12, 8, 9, 30, tzinfo=datetime.UTC)
SIZE = {"width": 1100, "height": 700}
QUALITY = 60  # of a WebP
A = "/admin"
# `(name of the page, address, what to bring to the top of the picture)`.
SHOTS = [
    ("le-bureau", f"{A}/", None),
    (
        "changer-le-statut-d-une-action",
        f"{A}/actions/event/add/?action={{action}}",
        "form h2, form",
    ),
    ("corriger-une-etape", f"{A}/actions/event/add/?corrects={{event}}", ".field-corrects"),
    ("importer-un-tableau", f"{A}/actions/importrun/add/", None),
    ("les-bilans", f"{A}/actions/tally/add/", None),
    ("repondre-au-public", f"{A}/contact/message/{{message}}/change/", None),
    ("un-chiffre", f"{A}/figures/figure/{{figure}}/change/", "#readings-group"),
    ("un-portrait-et-son-accord", f"{A}/portraits/consent/{{consent}}/change/", None),
    ("le-bon-a-tirer", f"{A}/portraits/portrait/{{portrait}}/bon-a-tirer/", None),
    ("une-affiche", "{poster}", None),
    ("une-photographie", f"{A}/publishing/picture/", None),
    ("un-service-et-ses-horaires", f"{A}/services/service/{{service}}/change/", ".field-hours"),
    ("un-moment-de-la-journee", f"{A}/services/moment/add/", None),
    ("une-page", f"{A}/pages/page/{{page}}/change/", None),
    (
        "une-image-ou-un-document-dans-un-texte",
        f"{A}/writing/attachment/add/",
        None,
    ),
    ("proposer-une-version", f"{A}/staff/proposal/{{proposal}}/change/", None),
    ("une-demarche", f"{A}/participation/process/{{process}}/change/", None),
    ("la-lettre-d-information", f"{A}/newsletter/issue/{{issue}}/change/", None),
    ("les-abonnes", f"{A}/newsletter/listimport/add/", None),
    ("les-mots-cherches", f"{A}/search/signpost/add/", None),
    ("revenir-a-une-version", f"{A}/pages/page/{{page}}/history/", None),
    ("retirer-des-mots", f"{A}/actions/event/{{event}}/change/", None),
    ("importer-et-exporter-une-liste", f"{A}/services/service/", ".exports"),
    ("les-mentions-de-la-loi", f"{A}/legal/publisher/a-completer/", None),
    ("une-tribune", f"{A}/legal/tribune/add/", None),
    ("en-periode-electorale", f"{A}/legal/election/add/", None),
    ("creer-un-compte", f"{A}/auth/user/add/", None),
]


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "SECRET_KEY": "",
            "DATABASE_URL": f"sqlite:///{folder}/guide.sqlite3",
            "MEDIA_ROOT": f"{folder}/media",
            "DJANGO_SETTINGS_MODULE": "ales_services.settings",
            "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright's loop is not ours
        }
        sys.path.insert(0, str(ROOT))
        import django

        django.setup()
        with mock.patch("django.utils.timezone.now", return_value=NOW):
            prepare()
            take()


def prepare():
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("seed", "--demo", stdout=io.StringIO())


def person():
    """Somebody of the town, and the key of a session that passed the second factor."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth.models import User
    from django_otp import DEVICE_ID_SESSION_KEY
    from django_otp.plugins.otp_totp.models import TOTPDevice

    user = User.objects.create_superuser("a.roux", "a.roux@exemple.fr", first_name="Anne")
    device = TOTPDevice.objects.create(user=user, name="téléphone", key="ab" * 20)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[-1]
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.save()
    new = session.session_key
    session = import_module(settings.SESSION_ENGINE).SessionStore(new)
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    return user, device, session.session_key


def places(user):
    """What the addresses of SHOTS name."""
    from actions.models import Action, Event
    from contact.models import Message
    from figures.models import Figure
    from newsletter.issues.drafting import make_draft
    from newsletter.models import Addition
    from pages.models import Page
    from participation.models import Process
    from portraits.models import Consent, Portrait
    from services.models import Service
    from staff.proposals.models import Proposal

    issue = make_draft("mensuel", user)
    Addition.objects.create(
        issue=issue, title="Le marché revient place Péri", text="Dès lundi.", rank=1
    )
    portrait = Portrait.objects.filter(consent__isnull=False).order_by("pk").first()
    halls = Action.objects.get(number=9)
    message = Message.objects.create(
        subject="erreur",
        action=halls,
        page=halls.get_absolute_url(),
        page_title=str(halls),
        text="Les Halles sont ouvertes depuis l’été.",
    )
    return {
        "message": message.pk,
        "action": Action.objects.get(number=9).pk,
        "event": Event.objects.filter(action__number=9).order_by("pk").last().pk,
        "figure": Figure.objects.get(key="lignes-de-bus").pk,
        "consent": Consent.objects.order_by("pk").first().pk,
        "portrait": portrait.pk,
        "poster": f"{Portrait.objects.published().first().get_absolute_url()}affiche/",
        "service": Service.objects.get(slug="eau").pk,
        "page": Page.objects.order_by("pk").first().pk,
        "process": Process.objects.order_by("pk").last().pk,
        "issue": issue.pk,
        "proposal": Proposal.objects.get().pk,
    }


def serve():
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    class Quiet(WSGIRequestHandler):
        def log_message(self, *arguments):
            pass

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.daemon_threads = True
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def take():
    from chromium import chromium

    user, device, key = person()
    named, site = places(user), serve()
    IMAGES.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        context = browser.new_context(viewport=SIZE, locale="fr-FR", reduced_motion="reduce")
        context.add_cookies([{"name": "sessionid", "value": key, "url": site}])
        page = context.new_page()
        page.clock.set_fixed_time(NOW)
        for name, address, top in SHOTS:
            shoot(page, name, site + address.format(**named), top)
        device.delete()
        shoot(page, "premier-acces", f"{site}{A}/second-facteur/telephone/", None)


def shoot(page, name, address, top):
    from PIL import Image

    response = page.goto(address)
    if response.status != 200:
        sys.exit(f"{name} : {address} répond {response.status}")
    page.wait_for_load_state("networkidle")
    if top:
        page.locator(top).first.evaluate("one => one.scrollIntoView()")
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide")))
    picture.convert("RGB").save(IMAGES / f"{name}.webp", quality=QUALITY, method=6)


if __name__ == "__main__":
    main()
