"""The comments of a sheet of xlsx: the words in one part, their little frames in another (VML)."""

import re
from collections.abc import Mapping

from .remarks import AUTHOR, Place, reference
from .splicing import Element, Splices, attribute, bytes_of, escaped, walk
from .xlsx_package import Package

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"

VML = b"""<xml xmlns:v="urn:schemas-microsoft-com:vml" \
xmlns:o="urn:schemas-microsoft-com:office:office" \
xmlns:x="urn:schemas-microsoft-com:office:excel"></xml>"""
SHAPE_TYPE = b"""<v:shapetype xmlns:v="urn:schemas-microsoft-com:vml" \
xmlns:o="urn:schemas-microsoft-com:office:office" id="_x0000_t202" coordsize="21600,21600" \
o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>\
<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>"""
COLUMNS_WIDE, CHARACTERS_A_LINE = 4, 36


def add_comments(package: Package, sheet: str, texts: Mapping[Place, str]) -> None:
    """Words for each cell; a cell that holds a comment keeps it, and gets ours below."""
    part = package.related(sheet, "comments")
    if not part:
        part = package.free_name("xl/comments{}.xml")
        main = MAIN if "purl" not in package.types() else STRICT_MAIN
        package.write(
            part, f'<comments xmlns="{main}"><authors/><commentList/></comments>'.encode()
        )
        package.relate(sheet, "comments", part)
        package.declare_part(part, COMMENTS_TYPE)
    package.write(part, with_comments(package.read(part), texts))


def with_comments(data: bytes, texts: Mapping[Place, str]) -> bytes:
    lists: dict[str, Element] = {}
    words: dict[str, Element] = {}  # the `text` of each comment, by its cell
    author_count = 0

    def keep(element):
        nonlocal author_count
        if element.local in ("authors", "commentList"):
            lists[element.local] = element
        elif element.local == "author":
            author_count += 1
        elif element.local == "text" and element.parent.local == "comment":
            words[element.parent.attributes.get("ref", "").replace("$", "")] = element

    walk(data, end=keep)
    splices, added = Splices(data), []
    for place, text in texts.items():
        if old := words.get(reference(place)):
            run, t = old.near("r"), old.near("t")
            new = f'<{run}><{t} xml:space="preserve">\n\n{escaped(text)}</{t}></{run}>'
            splices.append_to(old, bytes_of(new))
        else:
            added.append(comment(lists["commentList"], place, text, author_count))
    author = lists["authors"].near("author")
    splices.append_to(lists["authors"], bytes_of(f"<{author}>{AUTHOR}</{author}>"))
    splices.append_to(lists["commentList"], bytes_of("".join(added)))
    return splices.applied()


def comment(near: Element, place: Place, text: str, author: int) -> str:
    name, words, run, t = (near.near(local) for local in ("comment", "text", "r", "t"))
    return (
        f"<{name}{attribute('ref', reference(place))}{attribute('authorId', author)}>"
        f'<{words}><{run}><{t} xml:space="preserve">{escaped(text)}</{t}></{run}></{words}>'
        f"</{name}>"
    )


def add_frames(package: Package, sheet: str, drawing: str, texts: Mapping[Place, str]) -> str:
    """A frame for each comment that has none; returns the identifier of a new part, if any.

    `drawing` is the identifier that the sheet gives to the part it has.
    """
    targets = {found: target for found, _, target in package.relations(sheet)}
    part, identifier = targets.get(drawing, ""), ""
    if part not in package.names:
        part = package.free_name("xl/drawings/vmlDrawing{}.vml")
        package.write(part, VML)
        package.declare_extension("vml", VML_TYPE)
        identifier = package.relate(sheet, "vmlDrawing", part)
    package.write(part, with_frames(package.read(part), texts))
    return identifier


def with_frames(data: bytes, texts: Mapping[Place, str]) -> bytes:
    """VML as Excel writes it is not always XML: it is only ever completed at its end."""
    framed = {
        (int(row), int(column))
        for row, column in re.findall(
            rb"<x:Row>\s*(\d+)\s*</x:Row>\s*<x:Column>\s*(\d+)\s*</x:Column>", data
        )
    }
    number = max(map(int, re.findall(rb"_x0000_s(\d+)", data)), default=1024)
    made = [] if b'id="_x0000_t202"' in data else [SHAPE_TYPE]
    for place, text in texts.items():
        if (place.row - 1, place.column) not in framed:
            number += 1
            made.append(bytes_of(frame(number, place, text)))
    end = data.rindex(b"</xml>")
    return b"".join([data[:end], *made, data[end:]])


def frame(number: int, place: Place, text: str) -> str:
    lines = sum(-(-len(line) // CHARACTERS_A_LINE) or 1 for line in text.split("\n"))
    left, top = place.column + 1, max(place.row - 2, 0)
    anchor = (left, 15, top, 2, left + COLUMNS_WIDE, 15, top + lines + 1, 8)
    return (
        f'<v:shape xmlns:v="urn:schemas-microsoft-com:vml" '
        f'xmlns:o="urn:schemas-microsoft-com:office:office" '
        f'xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_s{number}" '
        f'type="#_x0000_t202" style="position:absolute;visibility:hidden" fillcolor="#ffffe1" '
        f'o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" '
        f'obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"/>'
        f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{', '.join(map(str, anchor))}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{place.row - 1}</x:Row><x:Column>{place.column}</x:Column></x:ClientData>"
        f"</v:shape>"
    )
