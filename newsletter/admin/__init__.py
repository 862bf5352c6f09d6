"""The newsletter's back office."""

from . import issues, list_imports, subscribers

__all__ = ["issues", "list_imports", "subscribers"]
