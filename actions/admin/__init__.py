"""The back office of the actions: the plan, its events, the spreadsheets brought."""

from . import events, import_words, imports, plan, redactions, remits

__all__ = ["events", "import_words", "imports", "plan", "redactions", "remits"]
