"""An archive of the whole site: one tar file that brings it back, on either database.

    manifest.json          what is inside: digests, counts, migrations, the head of the history
    database/app.model     the rows of a table, one JSON object on each line, in Django's format
    media/…  private/…     the files

Rows are written by Django's serializers instead of `pg_dump`, so that a site may move from SQLite
to PostgreSQL and back, and so that no archive holds more than the site knows about.
"""

import datetime
import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model
from django.utils import timezone
from django.utils.crypto import salted_hmac

FORMAT = 1
MANIFEST = "manifest.json"
BLOCK = 1 << 20
# Told by the others, or of no use to another copy.
LEFT_OUT = {"sessions.session", "publishing.contentversion"}


class Refused(Exception):
    """An archive that cannot be used, and why, in French."""


class Encoder(DjangoJSONEncoder):
    """Django's cuts the microseconds off, and the history would not be the same."""

    def default(self, value: Any) -> Any:
        if isinstance(value, datetime.datetime | datetime.time):
            return value.isoformat()
        return super().default(value)


def models() -> list[type[Model]]:
    """Those whose rows are kept."""
    return [
        model
        for model in apps.get_models(include_auto_created=False)
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in LEFT_OUT
    ]


def folders() -> dict[str, Path]:
    return {"media": Path(settings.MEDIA_ROOT), "private": Path(settings.PRIVATE_MEDIA_ROOT)}


def files_of(folder: Path, left_out: str = "") -> Iterator[Path]:
    """Every file but those whose path has a part that begins with a dot: locks, unfinished ones."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.name == left_out or any(part.startswith(".") for part in parts):
            continue
        if path.is_file():
            yield path


def key_mark() -> str:
    """Tells two secret keys apart, and says nothing of either."""
    return salted_hmac("operation.archives", "key", algorithm="sha256").hexdigest()


def migrations() -> list[list[str]]:
    return sorted(list(pair) for pair in MigrationRecorder(connection).applied_migrations())


class Digesting:
    """A file that is read once, and its digest taken on the way."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self.file.read(size)
        self.digest.update(block)
        return block


# --- Writing ----------------------------------------------------------------------------


def write(stream: IO[bytes], left_out: str = "") -> dict[str, Any]:
    """Write the archive to `stream`, and return its manifest."""
    from actions.models import Event

    manifest: dict[str, Any] = {
        "format": FORMAT,
        "site": settings.SITE_URL,
        "made_at": timezone.now().isoformat(),
        "engine": connection.vendor,
        "key": key_mark(),
        "rows": {},
        "files": {},
    }
    with tarfile.open(fileobj=stream, mode="w|gz", format=tarfile.PAX_FORMAT) as archive:
        # Rows first: what a row speaks of is on the disk before the row is there.
        with transaction.atomic():
            if connection.vendor == "postgresql":  # one picture of all tables; writers do not wait
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            manifest["migrations"] = migrations()
            head = Event.objects.order_by("rank").last()
            manifest["history"] = {"rank": head.rank, "digest": head.digest} if head else None
            for model in models():
                manifest["rows"][model._meta.label_lower] = add_rows(archive, manifest, model)
        for name, folder in folders().items():
            for path in files_of(folder, left_out):
                add_file(archive, manifest, f"{name}/{path.relative_to(folder)}", path)
        add(archive, MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    return manifest


def add_rows(archive: tarfile.TarFile, manifest: dict[str, Any], model: type[Model]) -> int:
    text = io.StringIO()
    rows = model._base_manager.order_by("pk")
    serializers.serialize(
        "jsonl", rows.iterator(chunk_size=2000), stream=text, cls=Encoder, ensure_ascii=False
    )
    data = text.getvalue().encode()
    name = f"database/{model._meta.label_lower}"
    manifest["files"][name] = hashlib.sha256(data).hexdigest()
    add(archive, name, data)
    return data.count(b"\n")


def add_file(archive: tarfile.TarFile, manifest: dict[str, Any], name: str, path: Path) -> None:
    try:
        with path.open("rb") as file:
            member = archive.gettarinfo(arcname=name, fileobj=file)
            member.uid = member.gid = 0
            member.uname = member.gname = ""
            read = Digesting(file)
            archive.addfile(member, read)  # type: ignore[arg-type]  # only read() is asked of it
    except FileNotFoundError:
        return  # withdrawn while this was written
    manifest["files"][name] = read.digest.hexdigest()


def add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = len(data), 0o600, int(timezone.now().timestamp())
    archive.addfile(member, io.BytesIO(data))


# --- Reading ----------------------------------------------------------------------------


def unpack(stream: IO[bytes], folder: Path) -> dict[str, Any]:
    """Write what an archive holds into an empty folder, once all of it is found sound; return its
    manifest. Raises Refused: the folder is then good for nothing."""
    found: dict[str, str] = {}
    manifest: dict[str, Any] | None = None
    try:
        with tarfile.open(fileobj=stream, mode="r|gz") as archive:
            for member in archive:
                member = tarfile.data_filter(member, str(folder))
                content = archive.extractfile(member) if member.isreg() else None
                if content is None:
                    raise Refused(f"elle contient autre chose que des fichiers ({member.name}).")
                if member.name == MANIFEST:
                    manifest = json.loads(content.read())
                    continue
                target = folder / member.name
                target.parent.mkdir(parents=True, exist_ok=True)
                read = Digesting(content)
                with target.open("xb") as file:
                    while block := read.read(BLOCK):
                        file.write(block)
                found[member.name] = read.digest.hexdigest()
    except (tarfile.TarError, EOFError, ValueError, FileExistsError, OSError) as error:
        if isinstance(error, OSError) and error.errno:  # the disk, not the archive
            raise
        raise Refused("ce n’est pas une archive entière de ce site.") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise Refused("ce n’est pas une archive de ce site, ou elle vient d’une version inconnue.")
    if wrong := sorted(found.items() ^ manifest["files"].items()):
        raise Refused(f"elle a été abîmée ou modifiée ({wrong[0][0]}).")
    if manifest["migrations"] != expected_migrations():
        raise Refused(
            "elle vient d’une autre version du logiciel : restaurez-la avec celle-là, puis mettez "
            "à jour."
        )
    return manifest


def expected_migrations() -> list[list[str]]:
    from django.db.migrations.loader import MigrationLoader

    return sorted(list(pair) for pair in MigrationLoader(None).graph.nodes)


def load(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the rows, all or none, in tables that are there and empty. Raises Refused."""
    from django.contrib.auth.models import Permission
    from django.contrib.contenttypes.models import ContentType

    with transaction.atomic():
        Permission.objects.all().delete()  # made by `migrate`, under other numbers
        ContentType.objects.all().delete()
        # Relations are written with their signals, which add to the history: its rows come last.
        for model in sorted(models(), key=is_history):
            if is_history(model):
                model._base_manager.all().delete()
            load_rows(folder / "database" / model._meta.label_lower)
        connection.check_constraints()
        for model in models():
            name = model._meta.label_lower
            count = model._base_manager.count()
            if count != manifest["rows"].get(name):
                raise Refused(f"{count} lignes de {name}, {manifest['rows'].get(name)} attendues.")
    ContentType.objects.clear_cache()
    reset_sequences()


def is_history(model: type[Model]) -> bool:
    return hasattr(model, "instance_type")  # as django-simple-history marks them


def load_rows(path: Path) -> None:
    with path.open(encoding="utf-8") as lines:
        for row in serializers.deserialize("jsonl", lines):
            row.save(force_insert=True)


def reset_sequences() -> None:
    """The next row of each table takes a number that none has."""
    from django.core.management.color import no_style

    statements = connection.ops.sequence_reset_sql(no_style(), models())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def occupied() -> str:
    """What is already here, in French; empty where a site may be brought back."""
    tables = set(connection.introspection.table_names())
    made_by_migrate = {"contenttypes.contenttype", "auth.permission"}
    for model in models():
        if model._meta.label_lower in made_by_migrate or model._meta.db_table not in tables:
            continue
        if model._base_manager.exists():
            return f"la base contient déjà des données ({model._meta.verbose_name_plural})"
    for folder in folders().values():
        if any(files_of(folder)):
            return f"le dossier {folder} n’est pas vide"
    return ""
