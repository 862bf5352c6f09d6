"""The newsletter's back office."""

from . import list_imports, subscribers

__all__ = ["list_imports", "subscribers"]
