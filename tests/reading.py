"""Pages as they are read: where a template goes to the next line changes nothing."""

import copy
import re

INLINE = "a|abbr|b|br|code|del|em|i|img|ins|q|small|span|strong|sub|sup|time|u"
BLOCK = re.compile(rf" ?(</?(?!(?:{INLINE})\b)[a-z][^<>]*>) ?")


def as_read(html):
    """With one space wherever there are several, and none around what begins a line anyway."""
    return BLOCK.sub(r"\1", re.sub(r"[ \t\r\n]+", " ", html))


class Reading:
    """For tests that look for words of a page (before TestCase among the bases)."""

    def assertContains(self, response, text, *args, **kwargs):
        super().assertContains(*both_as_read(response, text), *args, **kwargs)

    def assertNotContains(self, response, text, *args, **kwargs):
        super().assertNotContains(*both_as_read(response, text), *args, **kwargs)


def both_as_read(response, text):
    read = copy.copy(response)
    read.content = as_read(response.content.decode())
    return read, as_read(str(text))
