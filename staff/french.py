"""What the back office says of a record, with its article: « Ajouter une image », « L’action … est
enregistrée ». The gender of each kind is declared here, once."""

import re
from typing import Any

from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.timezone import localdate

from publishing.models import Publishable
from publishing.text.dates import PartialDate
from spreadsheets.values import plain

from .presence import hour

# The first word of a name says it, whatever follows: « suite donnée », « page des tribunes ».
FEMININE = {
    *("image", "source", "autorisation", "démarche", "phase", "suite", "étape", "action"),
    *("nouvelle", "identité", "déclaration", "page", "tribune", "correction", "entrée"),
    *(
        "photographie",
        "élection",
        "demande",
        "annonce",
        "organisation",
        "campagne",
        "version",
        "affiche",
    ),
    *(
        "autre image",
        "vague",
        "adresse",
        "question",
        "réponse",
        "ligne",
        "langue",
        "rubrique",
        "limite",
    ),
}


def is_feminine(name: str) -> bool:
    return name in FEMININE or name.split()[0] in FEMININE


def is_elided(name: str) -> bool:
    """Before a vowel or a silent h, which all of ours are."""
    return bool(re.match("[aeiouyh]", plain(name)))


def a(name: str) -> str:
    return f"{'une' if is_feminine(name) else 'un'} {name}"


def the(name: str) -> str:
    if is_elided(name):
        return f"l’{name}"
    return f"{'la' if is_feminine(name) else 'le'} {name}"


def agreed(name: str, participle: str) -> str:
    return f"{participle}{'e' if is_feminine(name) else ''}"


def it(name: str) -> str:
    """The pronoun of it, as an object: « la modifier »."""
    return "la" if is_feminine(name) else "le"


def visibility(obj: Any) -> str:
    """What the public sees of it now, and from when."""
    if not isinstance(obj, Publishable):
        return ""
    if obj.is_public:
        return "Le public voit cette version."
    label = obj.publication_label
    if label == "Programmé" and obj.publish_at:
        day = PartialDate(localdate(obj.publish_at))
        return f"Le public verra cette version le {day} à {hour_of(obj.publish_at)}."
    if label == "Retiré":
        return "Le public n’y a plus accès."
    ignored = (
        " Sa date de publication ne comptera qu’à l’état « Publié »." if obj.publish_at else ""
    )
    return f"Le public n’y a pas accès : son état est « {label} ».{ignored}"


def hour_of(instant: Any) -> str:
    return hour(instant).rpartition(", ")[2]


def told(obj: Any, name: str, participle: str, link: str, request: Any) -> str:
    """What was done, and what comes next."""
    sentence = f"{capfirst(the(name))} «\u00a0{{}}\u00a0» est {agreed(name, participle)}."
    more = [visibility(obj)]
    if "_continue" in request.POST:
        more.append(f"Vous pouvez continuer à {it(name)} modifier.")
    elif "_addanother" in request.POST:
        more.append(f"Vous pouvez ajouter {a(name)} de plus.")
    shown = format_html('<a href="{}">{}</a>', link, obj) if link else obj
    return format_html(sentence + " {}", shown, " ".join(filter(None, more)))
