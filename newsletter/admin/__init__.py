"""The newsletter's back office."""

from . import deliveries, issues, list_imports, subscribers

__all__ = ["deliveries", "issues", "list_imports", "subscribers"]
