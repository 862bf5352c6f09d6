"""Spreadsheets brought by the directorates: read, previewed, confirmed, undone.

`columns` says what the sheets hold, `planning` reads one and stores its preview, `applying`
confirms it, `undoing` takes it back, and `story` tells each in French.
"""
