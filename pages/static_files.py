"""Static files made of others: the one style sheet of the site, and its icon.

A style sheet of ours holds one idea, and a page asks for one file. `collectstatic` takes these
two like any other file, and a copy in development has them as fresh as what they are made of.
"""

import os
import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage
from django.template.loader import render_to_string

from actions.models import Status
from posters.templatetags.posters_tags import MOST

# In the order of the cascade: the tokens, which order the layers, then what rules elements, the
# page, and the pieces of pages.
SHEETS = (
    *(
        "tokens",
        "base",
        "layout",
        "footer",
        "status",
        "notes",
        "prose",
        "navigation",
        "search",
        "errors",
    ),
    *("tables", "document", "poster", "services", "focus", "portraits", "participation"),
    *(
        "totals",
        "ledger",
        "actions",
        "notices",
        "figures",
        "data",
        "forms",
        "messages",
        "forced_colors",
    ),
)
FOLDER = settings.BASE_DIR / "static" / "css"
COMMENT = re.compile(r"/\*.*?\*/\n?", re.DOTALL)
INDENT = re.compile(r"\n\s+")


def site_css():
    sheets = [(FOLDER / f"{name}.css").read_text(encoding="utf-8") for name in SHEETS]
    sheets.append(render_to_string("actions/statuses.css", {"statuses": Status}))
    sheets += [f'[data-ems="{number}"] {{ --ems: {number}; }}\n' for number in range(2, MOST + 1)]
    return INDENT.sub("\n", COMMENT.sub("", "".join(sheets)))


def favicon():
    return render_to_string("pages/favicon.svg")


MADE = {"css/site.css": site_css, "img/favicon.svg": favicon}


class MadeFilesFinder(BaseFinder):
    """Finds these files, which it writes beside those that `collectstatic` collects."""

    def find(self, path, find_all=False, **kwargs):
        found = [str(written(path))] if path in MADE else []
        return found if find_all or not found else found[0]

    def list(self, ignore_patterns):
        storage = FileSystemStorage(location=folder())
        for path in MADE:
            written(path)
            yield path, storage


def folder():
    return Path(settings.STATIC_ROOT).with_name("static-made")


def written(path):
    """The file, as it is to be now; put in place whole, for others may be reading it."""
    file, content = folder() / path, MADE[path]()
    if not file.exists() or file.read_text(encoding="utf-8") != content:
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_name(f"{file.name}.{os.getpid()}")
        part.write_text(content, encoding="utf-8")
        part.replace(file)
    return file
