"""Texts as French people compare them: without case, accents, ligatures or kinds of apostrophe.

« Médiathèque », « mediatheque » and « MÉDIATHÈQUE » are one; « cœur » is « coeur », « l’eau » is
« l'eau ». In Python (`fold`) and, the same, in both databases (`name__fold__contains`).
"""

import unicodedata
from functools import lru_cache
from typing import Any

from django.db.models import CharField, TextField, Transform

# Decomposition leaves these alone.
LETTERS = {"œ": "oe", "æ": "ae", "’": "'", "ʼ": "'"}
TABLE = str.maketrans(LETTERS)


def fold_text(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(TABLE))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


fold = lru_cache(maxsize=50_000)(fold_text)


class Fold(Transform):
    """The same, by the database; no index, a town's lists are short."""

    lookup_name = "fold"
    function = "FOLD_TEXT"  # of SQLite: `register_in_sqlite`
    output_field = TextField()  # type: ignore[assignment]  # Django's stubs have it a property

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        sql = (
            r"REGEXP_REPLACE(NORMALIZE((%(expressions)s)::text, NFKD), '[\u0300-\u036f]', '', 'g')"
        )
        sql = f"LOWER({sql})"
        for sign, plain in {**LETTERS, "Œ": "oe", "Æ": "ae"}.items():
            sql = f"REPLACE({sql}, '{sign}', '{plain.replace(chr(39), chr(39) * 2)}')"
        # Bytes sort « e » before « é », which folding made one; a locale would skip spaces.
        return self.as_sql(compiler, connection, template=f'{sql} COLLATE "C"', **context)


def register_in_sqlite(sender: Any, connection: Any, **kwargs: Any) -> None:
    """Each new connection learns the function (signal `connection_created`)."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            "FOLD_TEXT",
            1,
            lambda text: text if text is None else fold_text(str(text)),
            deterministic=True,
        )


def register() -> None:
    for kind in (CharField, TextField):
        kind.register_lookup(Fold)
