"""Addresses whose module is loaded by the first request for one of them."""

import sys

from django.urls import URLResolver
from django.urls.resolvers import RoutePattern


class LateResolver(URLResolver):
    """As `include()` makes them, but for loading what it includes."""

    def _populate(self):
        """Called when any address of the site is first written: too early to load ours, which
        have a namespace of their own and are looked up through it."""
        if self.urlconf_name in sys.modules:
            super()._populate()


def late_include(route, module, namespace):
    pattern = RoutePattern(route, is_endpoint=False)
    return LateResolver(pattern, module, app_name=namespace, namespace=namespace)
