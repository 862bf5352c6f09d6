"""The outbox: every mail of the site is a row first, and one task of the worker sends them all."""
