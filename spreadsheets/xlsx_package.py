"""The parts of an xlsx workbook and the relations between them, to add some."""

import posixpath
import zipfile

from .splicing import Splices, as_bytes_with_ascii, attribute, bytes_of, children, walk

RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_TYPES = "http://purl.oclc.org/ooxml/officeDocument/relationships"
CONTENT_TYPES = "[Content_Types].xml"


class Package:
    """The parts, as changed so far."""

    def __init__(self, archive: zipfile.ZipFile):
        self.archive = archive
        self.names = set(archive.namelist())
        self.changed: dict[str, bytes] = {}

    def read(self, name: str) -> bytes:
        if name not in self.changed:
            return as_bytes_with_ascii(self.archive.read(name))
        return self.changed[name]

    def write(self, name: str, data: bytes) -> None:
        self.names.add(name)
        self.changed[name] = data

    def free_name(self, pattern: str) -> str:
        """A name for a new part: « xl/comments{}.xml » with the first free number."""
        taken = {name.lower() for name in self.names}
        number = 1
        while pattern.format(number).lower() in taken:
            number += 1
        return pattern.format(number)

    def relations(self, part: str) -> list[tuple[str, str, str]]:
        """`(identifier, type, target)` of what a part points to inside the package."""
        name = relations_name(part)
        if name not in self.names:
            return []
        return [
            (
                element.attributes.get("Id", ""),
                element.attributes.get("Type", ""),
                resolved(part, element.attributes.get("Target", "")),
            )
            for element in children(self.read(name), "Relationship")
            if element.attributes.get("TargetMode") != "External"
        ]

    def relate(self, part: str, type: str, target: str) -> str:
        """Add a relation of the kinds of xlsx; its identifier."""
        name, taken = relations_name(part), {found[0] for found in self.relations(part)}
        number = 1
        while f"rId{number}" in taken:
            number += 1
        identifier = f"rId{number}"
        if name not in self.names:
            self.write(name, f'<Relationships xmlns="{RELATIONSHIPS}"/>'.encode())
        self.append_to_root(
            name,
            "Relationship",
            attribute("Id", identifier)
            + attribute("Type", f"{self.types()}/{type}")
            + attribute("Target", f"/{target}"),
        )
        return identifier

    def types(self) -> str:
        """Where the types of relations live: workbooks saved as « strict » say it otherwise."""
        for _, type, _ in self.relations(""):
            if type.startswith(STRICT_TYPES):
                return STRICT_TYPES
        return TYPES

    def append_to_root(self, name: str, local: str, attributes: str) -> None:
        data = self.read(name)
        root = walk(data)
        splices = Splices(data)
        splices.append_to(root, bytes_of(f"<{root.near(local)}{attributes}/>"))
        self.write(name, splices.applied())

    def declare_part(self, name: str, media_type: str) -> None:
        self.append_to_root(
            CONTENT_TYPES,
            "Override",
            attribute("PartName", f"/{name}") + attribute("ContentType", media_type),
        )

    def declare_extension(self, extension: str, media_type: str) -> None:
        for element in children(self.read(CONTENT_TYPES), "Default"):
            if element.attributes.get("Extension", "").lower() == extension:
                return
        self.append_to_root(
            CONTENT_TYPES,
            "Default",
            attribute("Extension", extension) + attribute("ContentType", media_type),
        )

    def related(self, part: str, type: str) -> str:
        """The first part that a part points to as « type », empty when none."""
        for _, found, target in self.relations(part):
            if found.endswith(f"/{type}") and target in self.names:
                return target
        return ""

    def sheets(self) -> dict[str, str]:
        """The part of each sheet, by its name."""
        workbook = self.related("", "officeDocument")
        targets = {identifier: target for identifier, _, target in self.relations(workbook)}
        found = {}

        def keep(element):
            if element.local == "sheet":
                identifier = next(
                    (v for k, v in element.attributes.items() if k.endswith(" id")), ""
                )
                found[element.attributes.get("name", "")] = targets.get(identifier, "")

        walk(self.read(workbook), start=keep)
        return found

    def styles(self) -> str:
        return self.related(self.related("", "officeDocument"), "styles")


def relations_name(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def resolved(part: str, target: str) -> str:
    """The part that a target names, from the part that names it."""
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))
