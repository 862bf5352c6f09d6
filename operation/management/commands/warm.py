"""Write every public page beforehand, so that nobody waits for the first."""

import re
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application

from pages.sitemap import entries
from publishing.page_files.folder import own_folder
from publishing.page_files.pages import file_of
from publishing.page_files.serving import PageFiles, ask
from publishing.progress import Progress

LINK = re.compile(rb'href="(/[^"?#]*)"')


class Command(BaseCommand):
    help = "Écrit d’avance toutes les pages publiques, les flux et les données ouvertes."

    def handle(self, *args, **options):
        if settings.PAGE_FILES_ROOT is None:
            raise CommandError(
                "Cette copie n’écrit pas ses pages : donnez PAGE_FILES_ROOT, ou retirez DEBUG."
            )
        self.application = PageFiles(get_wsgi_application(), own_folder())
        own_folder().follow()
        self.failed = []
        pages = list(dict.fromkeys(path for path, _changed in entries()))
        pages += ["/sitemap.xml", "/robots.txt"]
        files = self.write(pages)
        self.write(sorted(files - set(pages)))
        if self.failed:
            raise CommandError("\n".join(["Ces adresses n’ont pas répondu :", *self.failed]))
        count = len(pages) + len(files - set(pages))
        self.stdout.write(f"{count} adresses prêtes dans {settings.PAGE_FILES_ROOT}")

    def write(self, paths):
        """Ask for each; the addresses of feeds and data files that they name."""
        found = set()
        progress = Progress(self.stderr, "adresses", len(paths))
        try:
            for done, path in enumerate(paths, 1):
                progress.move(done, path)
                status, is_page, body = self.ask(path)
                if not status.startswith("200"):
                    self.failed.append(f"{path} ({status})")
                elif is_page:
                    found |= {link.decode() for link in LINK.findall(body)}
        finally:
            progress.end()
        return {path for path in found if not path.endswith("/") and file_of(path)}

    def ask(self, path):
        """An address, as an anonymous visitor gets it: `(status, whether it is HTML, body)`."""
        site = urlsplit(settings.SITE_URL)
        environ = {"PATH_INFO": path, "HTTP_HOST": site.netloc, "wsgi.url_scheme": site.scheme}
        setup_testing_defaults(environ)
        status, headers, body = ask(self.application, environ)
        return status, ("Content-Type", "text/html; charset=utf-8") in headers, body
