"""The back office of the actions: the plan, its events, the spreadsheets brought."""

from . import events, imports, plan, redactions, remits

__all__ = ["events", "imports", "plan", "redactions", "remits"]
