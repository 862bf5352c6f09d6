"""Words that may name or expose a person: told before an event is saved, since it stays.

Advice, not a wall: an elected person or a firm may be named. The patterns prefer a needless
question to a name that slips through.
"""

import re
from collections.abc import Iterator

TITLES = "M|MM|Mr|Mme|Mmes|Mlle|Mlles|Monsieur|Madame|Mademoiselle|Dr|Docteur|Me|Maître"
NAME = r"[A-ZÀ-ÖØ-Þ][\w’'-]*"
STREETS = "rue|avenue|boulevard|chemin|impasse|allée|place|quai|route|montée|faubourg|cours"
PATTERNS = {
    "une personne nommée": rf"\b(?:{TITLES})\b\.?\s+(?:{NAME}\.?\s+)?{NAME}",
    "un numéro de téléphone": r"(?<!\d)(?:\+33|0033|0)\s*[1-9](?:[\s.-]?\d{2}){4}(?!\d)",
    "une adresse électronique": r"[\w.+-]+@[\w-]+\.[\w.-]*\w",
    "une adresse postale": rf"\b\d{{1,4}}(?:\s*(?:bis|ter))?,?\s+(?:{STREETS})\s+[\w’'-]+",
}
STAYS = "Une étape enregistrée reste publique : elle ne nomme ni agent ni habitant."
READERS = {
    kind: re.compile(pattern, re.IGNORECASE if "postale" in kind else 0)
    for kind, pattern in PATTERNS.items()
}


def suspicions(*texts: str) -> Iterator[str]:
    """« une personne nommée (« Mme Durand ») », for each thing found in these texts."""
    for kind, reader in READERS.items():
        found = {match.group() for text in texts for match in reader.finditer(text or "")}
        for words in sorted(found):
            yield f"{kind} (« {' '.join(words.split())} »)"
