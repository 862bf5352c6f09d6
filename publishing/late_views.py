"""Views whose module is loaded by the first request for one of them.

Feeds, the archive, the search: few of the requests ask for them, and each process that starts would
load all that they need before its first answer.
"""

import inspect
from functools import cached_property

from django.utils.module_loading import import_string


class LateView:
    """Stands in a table of addresses for the view, the class of views or the feed of that dotted
    name."""

    def __init__(self, name):
        self.name = name

    @cached_property
    def loaded(self):
        found = import_string(self.name)
        if not inspect.isclass(found):
            return found
        return found.as_view() if hasattr(found, "as_view") else found()

    def __call__(self, request, *args, **kwargs):
        return self.loaded(request, *args, **kwargs)

    @property
    def csrf_exempt(self):
        return getattr(self.loaded, "csrf_exempt", False)
