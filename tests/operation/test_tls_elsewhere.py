"""TLS that ends on another machine: a real terminator in front of the shipped nginx."""

import http.client
import os
import ssl
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.test import SimpleTestCase
from django.urls import URLResolver, get_resolver

from bench import processes
from bench.databases import database
from bench.live_site import LiveSite, collect_static
from tests.databases import prepared

pytestmark = [pytest.mark.front, pytest.mark.once]
TERMINATOR = """
daemon off; pid {folder}/tls.pid; error_log stderr warn; {user}
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_certificate {folder}/cert.pem; ssl_certificate_key {folder}/key.pem;
        location / {{
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-Proto https;
            proxy_set_header X-Forwarded-For 203.0.113.77;
            proxy_pass http://127.0.0.1:{front};
        }}
    }}
}}
"""


class TlsElsewhereTests(SimpleTestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="site-")))
        self.folder.chmod(0o755)  # nginx may run under another account
        made = prepared("demonstration")
        lent = self.enterContext(database("live", template=made.name))
        self.site = LiveSite(self.folder, lent)
        self.addCleanup(self.site.stop)
        self.site.environment["SITE_URL"] = "https://exemple.fr"
        collect_static(self.site.manage)
        self.site.start_application()
        self.log = self.folder / "visits.log"

    def start_front(self, *options):
        """The shipped configuration, on the loopback address that stands for the town's network."""
        written = self.site.manage(
            *("nginx_conf", "--listen", f"127.0.0.1:{self.site.front_port}"),
            *("--application", f"127.0.0.1:{self.site.port}", "--alone", str(self.folder)),
            *("--log", str(self.log), *options),
        )
        configuration = self.folder / "nginx.conf"
        configuration.write_text(written, encoding="utf-8")
        self.site.front = self.site.start(processes.nginx_program(), "-c", str(configuration))
        processes.await_port(self.site.front_port, self.site.front)

    def start_terminator(self):
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
                *("-subj", "/CN=exemple.fr", "-addext", "subjectAltName=DNS:exemple.fr"),
                *("-keyout", str(self.folder / "key.pem")),
                *("-out", str(self.folder / "cert.pem")),
            ],
            check=True,
            capture_output=True,
        )
        self.port = processes.free_port()
        user = "user root;" if os.geteuid() == 0 else ""
        text = TERMINATOR.format(
            folder=self.folder, port=self.port, front=self.site.front_port, user=user
        )
        (self.folder / "tls.conf").write_text(text)
        terminator = self.site.start(processes.nginx_program(), "-c", str(self.folder / "tls.conf"))
        self.addCleanup(processes.end, terminator)
        processes.await_port(self.port, terminator)

    def get(self, path, method="GET"):
        context = ssl.create_default_context(cafile=str(self.folder / "cert.pem"))
        context.check_hostname = False  # the name is that of the site, the address loopback's
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=context)
        with closing(connection):
            connection.request(method, path, headers={"Host": "exemple.fr"})
            answer = connection.getresponse()
            answer.read()
        return answer

    def written(self, words):
        """The log, once it holds these: nginx writes a visit after it has answered."""
        for _ in range(100 * processes.PATIENCE):
            if words in (lines := self.log.read_text(encoding="utf-8")):
                return lines
            time.sleep(0.01)
        return self.fail(f"{words} is not in {lines}")

    def test_pages_answer_and_visits_are_written_without_what_tells_people(self):
        self.start_front("--behind", "127.0.0.1")
        self.start_terminator()
        for _ in range(2):  # made, then from its file
            page = self.get("/actions/?")
            self.assertEqual(page.status, 200)
            page = self.get("/actions/")
            self.assertEqual((page.status, page.getheader("Location")), (200, None))
        self.assertIn("max-age=31536000", page.getheader("Strict-Transport-Security"))
        # Straight to the front, in clear: nobody said that it was safe.
        clear = self.site.get("/actions/", Host="exemple.fr", X_Forwarded_Proto="http")
        self.assertEqual(clear.status, 301)
        token = "unlienprive" * 4
        for path in token_paths(token):
            self.get(f"{path}?apercu={token}")
        lines = self.written("/admin/courriel/arreter/***")
        self.assertIn("203.0.113.0 [", lines)
        self.assertIn('"GET /actions/" 200', lines)
        self.assertNotIn("203.0.113.77", lines)
        self.assertNotIn(token, lines)
        self.assertEqual(lines.count("***"), len(token_paths(token)))

    def test_nobody_is_believed_when_tls_ends_here(self):
        self.start_front()
        told = self.site.get("/actions/", Host="exemple.fr", X_Forwarded_Proto="https")
        self.assertEqual(told.status, 301)
        self.written("127.0.0.0 [")


def token_paths(token, resolver=None, prefix="/"):
    """The addresses that a private link opens, as the site declares them."""
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLResolver):
            found += token_paths(token, pattern, route)
        elif "token" in pattern.pattern.converters:
            path = route.replace("<str:token>", token).replace("<token>", token)
            found.append(path.replace("<uidb64>", "MQ"))
    return found
