"""Markdown as editors write it, to HTML that is safe and typeset by construction.

Raw HTML is shown as text, never interpreted; headings start at h2, since a page has one h1.
"""

from functools import lru_cache

from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

from .typography import typeset_to_html


def _text(renderer, tokens, index, options, environment):
    return typeset_to_html(tokens[index].content)


def _heading(renderer, tokens, index, options, environment):
    level = min(max(int(tokens[index].tag[1]), 2), 4)
    tokens[index].tag = f"h{level}"
    return renderer.renderToken(tokens, index, options, environment)


def _table(renderer, tokens, index, options, environment):
    return '<div class="table-scroll" tabindex="0" role="group" aria-label="Tableau"><table>\n'


def _cell(renderer, tokens, index, options, environment):
    """Columns are aligned by an attribute, since the site's policy refuses inline styles; a
    header says that it is a column's."""
    token = tokens[index]
    if style := token.attrs.pop("style", None):
        token.attrs["data-align"] = str(style).removeprefix("text-align:")
    if token.tag == "th":
        token.attrs["scope"] = "col"
    return renderer.renderToken(tokens, index, options, environment)


def _table_end(renderer, tokens, index, options, environment):
    return "</table></div>\n"


markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
markdown.add_render_rule("text", _text)
markdown.add_render_rule("heading_open", _heading)
markdown.add_render_rule("heading_close", _heading)
markdown.add_render_rule("table_open", _table)
markdown.add_render_rule("table_close", _table_end)
markdown.add_render_rule("th_open", _cell)
markdown.add_render_rule("td_open", _cell)


@lru_cache(maxsize=512)
def render_prose(text):
    return mark_safe(markdown.render(text))


def plain_text(text):
    """The words of a Markdown text, without its marks nor its addresses, not typeset."""
    words = []
    for token in markdown.parse(text):
        if token.type == "inline":
            words += [child.content or " " for child in token.children or []]
            words.append(" ")
        elif token.type in ("fence", "code_block"):
            words.append(token.content)
    return "".join(words).strip()
