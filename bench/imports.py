"""A spreadsheet of 10 000 rows: ours beside openpyxl's reading and plain django-import-export.

Each step runs in a process of its own, so that its peak of memory is its own. The plain resource
does less: it sets the status of each action, where ours records an event in the chain, moves the
status and writes the history too. Both leave a line of django-simple-history for each action.
"""

import datetime
import json
import sys
import tempfile
import time
from collections import deque
from pathlib import Path

from .processes import peak_megabytes, run
from .rows import Row

ROWS = 10_000
HEADER = ["N°", "Intitulé", "Statut", "Date", "Ce qui s’est passé", "Preuve", "Lieu"]
FEW = 100  # one row in so many changes
PLACE = "Alès"
OTHER = "django-import-export"
SECONDS = 40  # for the slowest step, the plain resource


def measure(small=False):
    from django.core.management import call_command

    with tempfile.TemporaryDirectory(prefix="bench-imports-") as name:
        folder, count = Path(name), FEW * 2
        call_command("migrate", verbosity=0)
        step("fill", count)
        if not small:
            count = size_for(step("plain", write_file(folder / "essai.xlsx", count)), count)
            step("fill", count)
        whole = write_file(folder / "toutes.xlsx", count)
        few = write_file(folder / "quelques.xlsx", count, FEW)
        reading = step("read", whole)
        plain_few = step("plain", few)
        few_applied = step("apply", step("preview", few)["run"])
        plain_all = step("plain", whole)
        preview = step("preview", whole)
        applied = step("apply", preview["run"])
    size = f"{count} lignes"
    note = "toutes les lignes changent : lecture, comparaison, aperçu écrit en base"
    name, against = f"aperçu, {size}", ("openpyxl, lecture seule", reading["seconds"], 4)
    yield Row(name, preview["seconds"], "s", *against, note=note)
    note = "étapes, empreintes et statuts compris ; l’autre n’écrit que statuts et historique"
    name, against = f"confirmation, {size}, toutes changent", (OTHER, plain_all["seconds"], 0.5)
    yield Row(name, applied["seconds"], "s", *against, note=note)
    name = f"confirmation, {size}, une sur {FEW} change"
    yield Row(name, few_applied["seconds"], "s", OTHER, plain_few["seconds"], 0.1)
    peak, note = max(preview["peak"], applied["peak"]), "le plus haut des deux étapes"
    yield Row(f"mémoire, {size}", peak, "Mo", OTHER, plain_all["peak"], 1, note=note)


def size_for(plain, count):
    """As many rows as this machine's plain resource confirms in the time that there is."""
    return max(1000, min(ROWS, int(count * SECONDS / plain["seconds"])))


def write_file(path, count, one_in=1):
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Actions")
    sheet.append(HEADER)
    day = datetime.date(2019, 5, 2)
    for number in range(1, count + 1):
        row = [number, f"Action {number}", "À venir", None, None, None, PLACE]
        if number % one_in == 0:
            text = f"Le chantier {number} commence."
            row[2:6] = ["En cours", day, text, "https://www.ales.fr/chantiers"]
        sheet.append(row)
    book.save(path)
    return path


# Steps, each run by `python -m bench.imports STEP ARGUMENT`


def step(name, argument):
    return json.loads(run("-m", "bench.imports", name, str(argument)))


def fill(count):
    """Up to as many actions, all announced."""
    from actions.models import Action, Event
    from actions.models.bulk import create_many, record_many
    from publishing.text.dates import PartialDate

    day = PartialDate.from_iso("2017-03-29")
    for start in range(Action.objects.count() + 1, int(count) + 1, 5000):
        numbers = range(start, min(start + 5000, int(count) + 1))
        create_many([Action(number=n, title=f"Action {n}", place=PLACE) for n in numbers])
        new = Action.objects.filter(number__in=numbers)
        announced = {"text": "Annoncée.", "occurred_on": day, "status": "a-venir"}
        record_many([Event(action=action, **announced) for action in new])


def read(path):
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    for sheet in book.worksheets:
        deque(sheet.iter_rows(values_only=True), maxlen=0)


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

    values = {status.label: status.value for status in Status}

    class Plain(resources.ModelResource):
        number = fields.Field("number", "N°", widgets.IntegerWidget())
        title = fields.Field("title", "Intitulé")
        status = fields.Field("status", "Statut")

        def before_import_row(self, row, **kwargs):
            row["Statut"] = values[row["Statut"]]

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

    django.setup()
    start = time.perf_counter()
    found = STEPS[name](argument) or {}
    seconds = time.perf_counter() - start
    print(json.dumps(found | {"seconds": seconds, "peak": peak_megabytes()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
