"""An issue ready to be addressed: its blocks are rendered once, then assembled by topics.

Nothing in it is anybody's but the links to one's preferences and out: their places are left as
marks, so that two people who follow the same things differ by these addresses alone.
"""

import re
import textwrap
from dataclasses import dataclass, field

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from publishing.text.prose import render_prose
from publishing.text.typography import typeset

from .additions import paragraphs
from .content import content_of, lasting, public_numbers, without_withdrawn
from .layout import sections

# Private characters, which no text of ours holds (publishing.text.typography has the ones before).
PREFERENCES, LEAVE = "\ue100", "\ue101"
MARKS = re.compile(f"([{PREFERENCES}{LEAVE}])")
WIDTH = 72  # of a line of plain text


@dataclass(frozen=True)
class Topics:
    """Everything, or some themes (their names in addresses) and actions (their lasting numbers)."""

    everything: bool = True
    themes: frozenset[str] = frozenset()
    actions: frozenset[int] = frozenset()

    @classmethod
    def of(cls, subscriber):
        if subscriber.follows_everything:
            return EVERYTHING
        return cls(
            False,
            frozenset(theme.slug for theme in subscriber.themes.all()),
            frozenset(action.lasting_number for action in subscriber.actions.all()),
        )

    def cover(self, line):
        """Whether a fact, or a coming date, of an issue's content is among them."""
        return self.everything or line["theme"] in self.themes or lasting(line) in self.actions


EVERYTHING = Topics()


@dataclass(frozen=True)
class Body:
    """The two forms of a message, cut at the places of the personal links."""

    text: tuple[str, ...]
    html: tuple[str, ...]


@dataclass
class Letter:
    """One issue, for everybody who may read it."""

    content: dict
    path: str = ""  # of its page; a draft has none
    bodies: dict = field(default_factory=dict)
    blocks: dict = field(default_factory=dict)

    @classmethod
    def of(cls, issue):
        path = issue.get_absolute_url() if issue.number else reverse("newsletter:archive")
        return cls(without_withdrawn(content_of(issue), public_numbers()), path)

    @property
    def subject(self):
        return typeset(self.content["title"])

    def covered(self, topics, lines="facts"):
        """The places of the facts, or of the coming dates, that these topics cover."""
        return tuple(i for i, line in enumerate(self.content[lines]) if topics.cover(line))

    def says_something_to(self, topics):
        """Somebody whose actions were all withdrawn meanwhile is not written to."""
        facts = self.content["facts"]
        visible = any(not facts[place].get("is_withdrawn") for place in self.covered(topics))
        return topics.everything or visible

    def body(self, topics=EVERYTHING):
        key = (topics.everything, self.covered(topics), self.covered(topics, "expected"))
        if key not in self.bodies:
            self.bodies[key] = self.assemble(*key)
        return self.bodies[key]

    def assemble(self, everything, facts, expected):
        facts = [self.content["facts"][place] | {"place": place} for place in facts]
        context = {
            "issue": self.content,
            "subject": self.subject,
            "page": settings.SITE_URL + self.path,
            "site": settings.SITE_URL,
            "everything": everything,
            "expected": [self.content["expected"][place] for place in expected],
            "preferences": PREFERENCES,
            "leave": LEAVE,
        }
        found = sections(facts)
        html = context | {
            "sections": [self.rendered(section, "html") for section in found],
            "introduction": render_prose(self.content["introduction"]),
        }
        text = context | {
            "sections": [self.rendered(section, "txt") for section in found],
            "introduction": paragraphs(self.content["introduction"]),
        }
        return Body(
            cut(wrapped(render_to_string("newsletter/email/message.txt", text))),
            cut(squeezed(render_to_string("newsletter/email/message.html", html))),
        )

    def rendered(self, section, form):
        return {
            "label": section.group.label,
            "count": section.count,
            "full": [self.block(fact, "fact", form) for fact in section.full],
            "short": [self.block(fact, "line", form) for fact in section.short],
            "left": section.left,
        }

    def block(self, fact, template, form):
        key = (fact["place"], template, form)
        if key not in self.blocks:
            name = f"newsletter/email/includes/{template}.{form}"
            context = {"fact": fact, "site": settings.SITE_URL}
            self.blocks[key] = render_to_string(name, context).strip()
        return self.blocks[key]


def cut(text):
    return tuple(MARKS.split(text))


def squeezed(html):
    """Without the indentation of templates, which weighs and is not seen."""
    return re.sub(r"\n\s*", "\n", html).strip() + "\n"


def wrapped(text):
    """Lines of a width that any screen shows; addresses are never cut."""
    lines = []
    for line in re.sub(r"\n{3,}", "\n\n", text).strip().splitlines():
        indent = line[: len(line) - len(line.lstrip(" "))]
        lines += textwrap.wrap(
            line.strip(" "),
            WIDTH,
            initial_indent=indent,
            subsequent_indent=indent + "  " * line.startswith("- "),
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
    return "\n".join(lines) + "\n"
