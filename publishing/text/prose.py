"""Markdown as editors write it, to HTML that is safe and typeset by construction.

Raw HTML is shown as text, never interpreted; headings start at h2, since a page has one h1.
"""

from functools import cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from .typography import typeset_to_html


def _text(renderer: Any, tokens: Any, index: int, options: Any, environment: Any) -> str:
    return typeset_to_html(tokens[index].content)


def _heading(renderer: Any, tokens: Any, index: int, options: Any, environment: Any) -> str:
    level = min(max(int(tokens[index].tag[1]), 2), 4)
    tokens[index].tag = f"h{level}"
    return renderer.renderToken(tokens, index, options, environment)


def _image(renderer: Any, tokens: Any, index: int, options: Any, environment: Any) -> str:
    """Its words: the room of writing alone places pictures, of this site."""
    return typeset_to_html(tokens[index].content)


def _table(renderer: Any, tokens: Any, index: int, options: Any, environment: Any) -> str:
    return '<div class="table-scroll" tabindex="0" role="group" aria-label="Tableau"><table>\n'


def _cell(renderer: Any, tokens: Any, index: int, options: Any, environment: Any) -> str:
    """Columns are aligned by an attribute, since the site's policy refuses inline styles; a
    header says that it is a column's."""
    token = tokens[index]
    if style := token.attrs.pop("style", None):
        token.attrs["data-align"] = str(style).removeprefix("text-align:")
    if token.tag == "th":
        token.attrs["scope"] = "col"
    return renderer.renderToken(tokens, index, options, environment)


def _table_end(renderer: Any, tokens: Any, index: int, options: Any, environment: Any) -> str:
    return "</table></div>\n"


RULES = {
    "text": _text,
    "image": _image,
    "heading_open": _heading,
    "heading_close": _heading,
    "table_open": _table,
    "table_close": _table_end,
    "th_open": _cell,
    "td_open": _cell,
}


@cache
def markdown() -> Any:
    """Made for the first text, not when the site starts."""
    from markdown_it import MarkdownIt

    made = MarkdownIt("commonmark", {"html": False}).enable("table")
    for name, rule in RULES.items():
        made.add_render_rule(name, rule)
    return made


def render_prose(text: str) -> SafeString:
    return mark_safe(markdown().render(text))


def plain_text(text: str) -> str:
    """The words of a Markdown text, without its marks nor its addresses, not typeset."""
    words = []
    for token in markdown().parse(text):
        if token.type == "inline":
            words += [child.content or " " for child in token.children or []]
            words.append(" ")
        elif token.type in ("fence", "code_block"):
            words.append(token.content)
    return "".join(words).strip()
