"""What a password must be: hard to guess for a program that knows French.

CNIL, délibération 2022-100: the choice is refused on what it is worth, not on its kinds of signs,
and no password is made to expire.
"""

import functools
import unicodedata

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

# What people here think of first; names of places are in no dictionary.
LOCAL_WORDS = [
    *("motdepasse", "azerty", "azertyuiop", "qsdfghjklm", "wxcvbn", "bonjour", "administrateur"),
    *("mairie", "ville", "agglo", "agglomeration", "communication", "service", "avotreservice"),
    *("ales", "alais", "cevennes", "cevenol", "gard", "gardon", "occitanie", "languedoc", "nimes"),
    *("anduze", "rochebelle", "tempera", "toboggan", "cratere", "mediatheque", "mairieprim"),
]
# The most frequent French words; the rarer ones are as good as random.
FREQUENT_WORDS = 40_000
# How many guesses a program needs, as a power of ten: beyond any guessing that the limits on
# sign-in allow, and days of work for whoever stole the hashes.
ENOUGH = 11
LONGEST = 128  # zxcvbn's time grows with the square of the length
READ = 72  # signs that zxcvbn reads


@functools.cache
def french_words() -> list[str]:
    from spellchecker import SpellChecker  # 2 MB of words, for the one page that needs them

    counts = SpellChecker(language="fr").word_frequency.dictionary
    frequent = sorted(counts, key=counts.__getitem__, reverse=True)[:FREQUENT_WORDS]
    return [*LOCAL_WORDS, *(bare(word) for word in frequent if len(word) > 3)]


def bare(text: str) -> str:
    """Lower case without accents, as passwords are typed."""
    letters = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


class GuessingValidator:
    """Refuse what zxcvbn finds too easy, with the account's own names, and the present password."""

    def validate(self, password: str, user: User | None = None) -> None:
        from zxcvbn import zxcvbn

        if len(password) > LONGEST:
            raise ValidationError(
                f"Ce mot de passe dépasse {LONGEST} signes : choisissez-en un plus court."
            )
        names = [user.username, user.first_name, user.last_name, user.email] if user else []
        known = [bare(name) for name in names if name] + french_words()
        if zxcvbn(bare_start(password), user_inputs=known)["guesses_log10"] < ENOUGH:
            raise ValidationError(
                "Ce mot de passe se devine : il est fait de mots courants, de répétitions ou de "
                "suites de touches. Essayez quatre mots sans lien entre eux, ou une suite tirée "
                "au hasard par un gestionnaire de mots de passe."
            )
        if user and user.pk and user.check_password(password):
            raise ValidationError("C’est le mot de passe actuel : choisissez-en un autre.")

    def get_help_text(self) -> str:
        return (
            "Votre mot de passe ne doit pas se deviner : quatre mots sans lien entre eux "
            "conviennent, une date ou un nom de lieu suivi de chiffres ne conviennent pas."
        )


def bare_start(password: str) -> str:
    """Accents taken off, since the list of words has none; case is kept, which counts."""
    letters = unicodedata.normalize("NFD", password)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))[:READ]
