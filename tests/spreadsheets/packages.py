"""A strict checker of Open XML packages, and LibreOffice without a screen."""

import io
import posixpath
import re
import shutil
import subprocess
import tempfile
import warnings
import zipfile
from pathlib import Path
from xml.etree import ElementTree

from .crafted import PACKAGE

RELATIONS = f"{{{PACKAGE}/relationships}}Relationship"
TYPES = f"{{{PACKAGE}/content-types}}"
ABSENT = (
    "LibreOffice is absent (apt-get install libreoffice-calc): what it reads and writes is not "
    "checked."
)


def faults_of_package(content):
    """What a strict program would refuse: parts without a type, relations that lead nowhere or
    bear the same id, references without a relation, names that come twice."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        parts = {name: archive.read(name) for name in names}
    faults = [f"twice: {name}" for name in {n for n in names if names.count(n) > 1}]
    types = ElementTree.fromstring(parts["[Content_Types].xml"])
    defaults = {one.get("Extension").lower() for one in types.iter(f"{TYPES}Default")}
    overrides = [one.get("PartName").lstrip("/") for one in types.iter(f"{TYPES}Override")]
    faults += [f"type of a part that is not there: {name}" for name in set(overrides) - set(parts)]
    faults += [f"two types: {name}" for name in set(overrides) if overrides.count(name) > 1]
    for name, part in parts.items():
        if name != "[Content_Types].xml" and name not in overrides:
            extension = name.rpartition(".")[2].lower()
            faults += [] if extension in defaults else [f"no type: {name}"]
        if name.endswith((".xml", ".rels", ".vml")):
            ElementTree.fromstring(part)
        if name.endswith(".rels"):
            faults += faults_of_relations(name, part, parts)
    return faults


def faults_of_relations(name, part, parts):
    folder, file = posixpath.split(name)
    owner = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
    found = list(ElementTree.fromstring(part).iter(RELATIONS))
    ids = [one.get("Id") for one in found]
    yield from (f"{name}: {one} twice" for one in set(ids) if ids.count(one) > 1)
    for one in found:
        if one.get("TargetMode") != "External":
            target = one.get("Target")
            base = "" if target.startswith("/") else posixpath.dirname(owner)
            path = posixpath.normpath(posixpath.join(base, target.lstrip("/")))
            if path not in parts:
                yield f"{name}: {one.get('Id')} leads to {path}"
    used = set(re.findall(rb'\br:(?:id|embed|link)="([^"]+)"', parts.get(owner, b"")))
    yield from (f"{owner}: no relation {one.decode()}" for one in used - {i.encode() for i in ids})


def converted(files, extension):
    """`{name: content}` as LibreOffice saves them, under the same stems; None where it is absent,
    with a warning that the run tells."""
    program = shutil.which("soffice")
    if program is None:
        warnings.warn(ABSENT, stacklevel=2)
        return None
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        for name, content in files.items():
            (folder / name).write_bytes(content)
        subprocess.run(
            [
                *(program, f"-env:UserInstallation=file://{folder}/profile", "--headless"),
                *("--convert-to", extension, "--outdir", folder / "out"),
                *(folder / name for name in files),
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
        return {path.stem: path.read_bytes() for path in (folder / "out").iterdir()}
