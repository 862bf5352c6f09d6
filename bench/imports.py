"""A spreadsheet of 50 000 rows: ours beside openpyxl's reading and plain django-import-export.

Each step runs in a process of its own, so that its peak of memory is its own. The plain resource
does less: it sets the status of each action, where ours records an event in the chain, moves the
status and writes the history too. Both leave a line of django-simple-history for each action.
"""

import datetime
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from .memory import peak_megabytes
from .rows import Row

ROWS = 50_000
SUBJECT = "imports"
HEADER = ["N°", "Intitulé", "Statut", "Date", "Ce qui s’est passé", "Preuve", "Lieu"]
FEW = 100  # one row in so many changes
PLACE = "Alès"
PARTS = 5  # the plain resource takes as long for each row: a part is enough where few change


def measure(small: bool = False, rows: int | None = None) -> Iterator[Row]:
    count = rows or (200 if small else ROWS)
    size = f"{count:,} lignes".replace(",", " ")
    with tempfile.TemporaryDirectory(prefix="bench-imports-") as folder:
        paths = write_files(Path(folder), count)
        step("fill", count)
        reading = step("read", paths["all"])
        plain_few = step("plain", paths["part"])
        plain_few["seconds"] *= PARTS
        part_preview = step("preview", paths["part"])
        few, few_preview = ours(paths["few"])
        plain_all = step("plain", paths["all"])
        whole, preview = ours(paths["all"])
    yield from speeds(size, reading, preview, (plain_all, whole), (plain_few, few))
    yield from memories(size, plain_all, preview, whole, few_preview, part_preview)


def ours(path):
    preview = step("preview", path)
    return step("apply", preview["run"]), preview


def speeds(size, reading, preview, every, few):
    yield Row(
        SUBJECT,
        f"aperçu, {size}",
        preview["seconds"],
        "s",
        "openpyxl, lecture seule",
        reading["seconds"],
        3,
        note="toutes les lignes changent : lecture, comparaison, aperçu écrit en base",
    )
    for name, (plain, own), goal, how in (
        ("toutes changent", every, 1 / 5, ""),
        (f"une sur {FEW} change", few, 1 / 20, f" ; l’autre sur un {PARTS}e des lignes, × {PARTS}"),
    ):
        yield Row(
            SUBJECT,
            f"confirmation, {size}, {name}",
            own["seconds"],
            "s",
            "django-import-export",
            plain["seconds"],
            goal,
            note="étapes, empreintes, statuts et historique compris ; l’autre n’écrit que statuts "
            f"et historique{how}",
        )


def memories(size, plain, preview, whole, few, part):
    yield Row(
        SUBJECT,
        f"mémoire, {size}",
        max(preview["peak"], whole["peak"]),
        "Mo",
        "django-import-export",
        plain["peak"],
        1 / 2,
        note="le plus haut de l’aperçu et de la confirmation",
    )
    yield Row(
        SUBJECT,
        f"mémoire de l’aperçu, {size}, une sur {FEW} change",
        few["peak"],
        "Mo",
        "cinq fois moins de lignes",
        part["peak"],
        1.25,
        note="ne suit pas la taille du fichier",
    )


# Files


def write_files(folder, count):
    return {
        "all": write_file(folder / "toutes.xlsx", count, lambda number: True),
        "few": write_file(folder / "quelques.xlsx", count, lambda number: number % FEW == 0),
        "part": write_file(
            folder / "partie.xlsx", count // PARTS, lambda number: number % FEW == 1
        ),
    }


def write_file(path, count, changes):
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Actions")
    sheet.append(HEADER)
    day = datetime.date(2019, 5, 2)
    for number in range(1, count + 1):
        row = [number, f"Action {number}", "À venir", None, None, None, PLACE]
        if changes(number):
            text = f"Le chantier {number} commence."
            row[2:6] = ["En cours", day, text, "https://www.ales.fr/chantiers"]
        sheet.append(row)
    book.save(path)
    return path


# Steps, each run by `python -m bench.imports STEP ARGUMENT`


def step(name, argument):
    done = subprocess.run(
        [sys.executable, "-m", "bench.imports", name, str(argument)],
        cwd=Path(__file__).resolve().parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{name} failed: {done.stderr[-2000:]}")
    return json.loads(done.stdout)


def fill(count):
    """As many actions, all announced."""
    from actions.models import Action, Event
    from actions.models.bulk import create_many, record_many
    from publishing.text.dates import PartialDate

    day = PartialDate.from_iso("2017-03-29")
    for start in range(1, int(count) + 1, 5000):
        numbers = range(start, min(start + 5000, int(count) + 1))
        create_many([Action(number=n, title=f"Action {n}", place=PLACE) for n in numbers])
        actions = list(Action.objects.filter(number__in=numbers))
        record_many(
            [
                Event(action=action, text="Annoncée.", occurred_on=day, status="a-venir")
                for action in actions
            ]
        )


def read(path):
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    for sheet in book.worksheets:
        for _row in sheet.iter_rows(values_only=True):
            pass
    book.close()


def preview(path):
    from actions.imports.planning import prepare

    run = prepare(Path(path), None)
    if run.state != run.State.PREVIEWED:
        raise RuntimeError(run.faults.first().sentence)
    return {"run": run.pk}


def apply(run):
    from actions.imports.applying import apply

    apply(int(run), None)


def plain(path):
    """Confirms the file by a plain resource, then takes it back, so that ours begins from the
    same state."""
    from django.db import transaction
    from import_export.formats.base_formats import XLSX

    with transaction.atomic():
        result = plain_resource().import_data(
            XLSX().create_dataset(Path(path).read_bytes()), raise_errors=True, use_transactions=True
        )
        if not result.totals["update"]:
            raise RuntimeError("the plain resource changed nothing")
        transaction.set_rollback(True)


def plain_resource():
    from import_export import fields, resources, widgets

    from actions.models import Action, Status

    class Words(widgets.Widget):
        values = {status.label: status.value for status in Status}

        def clean(self, value, row=None, **kwargs):
            return self.values[value]

        def render(self, value, obj=None, **kwargs):
            return Status(value).label

    class Plain(resources.ModelResource):
        number = fields.Field("number", "N°", widgets.IntegerWidget())
        title = fields.Field("title", "Intitulé")
        status = fields.Field("status", "Statut", Words())

        class Meta:
            model = Action
            import_id_fields = ["number"]
            fields = ["number", "title", "status"]
            skip_unchanged = True
            report_skipped = True

    return Plain()


STEPS = {f.__name__: f for f in (fill, read, preview, apply, plain)}


def main(name, argument):
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ales_services.settings")
    django.setup()
    start = time.perf_counter()
    told = STEPS[name](argument) or {}
    told["seconds"] = time.perf_counter() - start
    told["peak"] = peak_megabytes()
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
