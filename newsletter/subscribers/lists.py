"""Reading an existing list, and bringing in those who agreed: one proof for each address.

A line that lacks something is refused, with its reason; the others may be taken. Somebody who left
is refused too: a list is not their will. They may come back by the form.
"""

import datetime
import hashlib
import tempfile
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from actions.models import Action, Theme
from mail.addresses import key_of, read_address
from spreadsheets import Refused, TableKind, find_tables, open_book
from spreadsheets.values import as_date, as_text, plain

from ..models import Consent, ForgottenAddress, ListImport, Rhythm, Subscriber, Tally
from .retention import SILENCE

SHORTEST_PROOF = 10
TYPED_BELOW = (
    " Un export de Brevo n’a ni preuve ni origine : écrivez-les sous le fichier, pour toute la "
    "liste."
)
NEEDED = {
    "adresse": "Adresse",
    "date": "Date de l’accord",
    "preuve": "Preuve",
    "origine": "Origine",
}
COLUMNS = {
    "adresse": (
        *("adresse", "adresse électronique", "e-mail", "email", "mail", "courriel"),
        *("adresse e-mail", "adresse email", "email address", "e-mail address"),
    ),
    "date": (
        *("date de l’accord", "date accord", "date", "date du consentement"),
        *("added_time", "added time", "added at", "date d’ajout", "date ajoutée", "ajouté le"),
    ),
    "preuve": ("preuve", "texte accepté", "texte accepté/preuve", "texte", "consentement"),
    "origine": ("origine", "source", "provenance"),
    "rythme": ("rythme", "fréquence"),
    "suit": ("suit", "à suivre", "suivi"),
    # Of Brevo, in English and in French.
    "accepte": ("opt_in", "opt-in", "opt in"),
    "confirme": ("double_opt-in", "double_opt_in", "double opt-in", "double-opt-in"),
    "bloque": (
        *("contacts blocklisted", "contact blocklisted", "blocklisted", "email blocklisted"),
        *("contacts blacklisted", "blacklisted", "email blacklisted", "unsubscribed"),
        *("liste noire", "contacts bloqués", "contact bloqué", "bloqué", "désinscrit", "désabonné"),
    ),
}
YES = {"1", "oui", "yes", "true", "vrai", "o", "y"}
NO = {"0", "2", "non", "no", "false", "faux", "n"}  # Brevo numbers its choices: 1 is yes, 2 is no
ANSWERS = {  # the column: the answer that a line must have, and why it is refused
    "accepte": (True, "La personne n’a pas accepté (OPT_IN)."),
    "confirme": (True, "La personne n’a pas confirmé son adresse (DOUBLE_OPT-IN)."),
    "bloque": (False, "Cette adresse est bloquée ou désabonnée dans Brevo."),
}
LIST = TableKind(
    "liste d’abonnés",
    {label: column for column, labels in COLUMNS.items() for label in labels},
    lambda columns, sheet: "adresse" in columns and len(columns) > 1,
)


def read_list(data, user, proof="", origin=""):
    """The file as an import to look at and then take: nobody is added yet. `proof` and `origin` are
    those of the lines that have none: an export of Brevo has no such column."""
    rows, refusals, seen = [], [], {}
    whole = {"preuve": proof.strip(), "origine": origin.strip()}
    for number, cells in read_rows(data, whole):
        try:
            row = read_row(cells, whole)
            refuse_known(row["adresse"], seen)
        except ValidationError as error:
            refusals.append([number, " ".join(error.messages)])
        else:
            seen[key_of(row["adresse"])] = number
            rows.append(row)
    return ListImport.objects.create(
        made_by=user,
        made_at=timezone.now(),
        file_digest=hashlib.sha256(data).hexdigest(),
        rows=rows,
        refusals=refusals,
        accepted=len(rows),
        refused=len(refusals),
    )


def read_rows(data, whole):
    """`(number of the row, cells by column)` of an xlsx, ods or csv file. Raises Refused."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "liste"
        path.write_bytes(data)
        with open_book(path) as book:
            tables = find_tables(book, [LIST])
            known = tables[0].columns if tables else {}
            has = {*known, *(column for column, text in whole.items() if text)}
            if missing := [column for column in NEEDED if column not in has]:
                titles = ", ".join(NEEDED[column] for column in missing)
                raise Refused(
                    f"Une ligne de titres doit nommer les colonnes ; il manque : {titles}."
                    + (TYPED_BELOW if set(missing) & set(whole) else "")
                )
            for line in tables[0].lines():
                yield line.row, line.cells


def read_row(cells, whole):
    """The row, checked; ValidationError says what it lacks."""
    for column, (expected, reason) in ANSWERS.items():
        if answer(words(cells, column)) is not None and answer(words(cells, column)) != expected:
            raise ValidationError(reason)
    row = {
        "adresse": read_address(words(cells, "adresse")),
        "date": read_day(cells["date"]).isoformat(),
        "preuve": words(cells, "preuve") or whole["preuve"],
        "origine": (words(cells, "origine") or whole["origine"])[:200],
        "rythme": read_rhythm(words(cells, "rythme")),
        "suit": read_followed(words(cells, "suit")),
    }
    if len(row["preuve"]) < SHORTEST_PROOF:
        raise ValidationError("La preuve manque : le texte que la personne a accepté.")
    if not row["origine"]:
        raise ValidationError("L’origine manque : le formulaire ou le papier signé.")
    return row


def answer(text):
    """True, False, or None when the cell is empty."""
    word = plain(text)
    if word and word not in YES | NO:
        raise ValidationError(f"« {text[:30]} » ne se lit ni comme oui, ni comme non.")
    return None if not word else word in YES


def words(cells, column):
    try:
        return as_text(cells.get(column)) or ""
    except ValueError as error:
        raise ValidationError(str(error)) from None


def read_day(value):
    try:
        found = as_date(value)
    except ValueError as error:
        raise ValidationError(f"La date de l’accord ne se lit pas : {error}") from None
    if found is None:
        raise ValidationError("La date de l’accord manque ; attendu : 31/12/2025.")
    if found > timezone.localdate():
        raise ValidationError("La date de l’accord est à venir.")
    if found <= timezone.localdate() - SILENCE:
        raise ValidationError(
            "L’accord a plus de trois ans : demandez à la personne de s’abonner elle-même."
        )
    return found


def read_rhythm(text):
    word = slugify(text)
    known = {rhythm.value: rhythm for rhythm in Rhythm} | {
        slugify(rhythm.label): rhythm for rhythm in Rhythm
    }
    if word and word not in known:
        raise ValidationError(
            f"Le rythme « {text.strip()[:30]} » n’existe pas ; attendu : "
            f"{', '.join(Rhythm.values)}, ou rien."
        )
    return known.get(word, Rhythm.MONTHLY).value


def read_followed(text):
    """The themes and actions that our own export names; none is everything.

    Whoever agreed to hear of one action did not agree to hear of all.
    """
    names = [name.strip() for name in text.split(",") if name.strip()]
    if names in ([], ["tout"]):
        return []
    for name in names:
        if not any(found.exists() for found in followed([name])):
            raise ValidationError(f"« {name[:30]} » n’est ni un thème, ni le numéro d’une action.")
    return names


def followed(names):
    """The themes, by their name or that of their address, and the actions, by their number."""
    slugs = [slugify(name) for name in names]
    numbers = [name for name in names if name.isdecimal() and len(name) < 6]
    return Theme.objects.filter(slug__in=slugs), Action.objects.filter(number__in=numbers)


def refuse_known(address, seen):
    if line := seen.get(key_of(address)):
        raise ValidationError(f"La même adresse est déjà à la ligne {line}.")
    if Subscriber.objects.with_address(address).exists():
        raise ValidationError("Déjà abonnée : rien ne change.")
    if ForgottenAddress.holds(address):
        raise ValidationError(
            "Cette personne s’est désabonnée : elle seule peut revenir, par le formulaire."
        )


def origins_of(list_import):
    """Where the consents of a list come from, to be looked at without leafing through addresses."""
    found = {}
    for row in list_import.rows:
        found.setdefault(row["origine"], []).append(datetime.date.fromisoformat(row["date"]))
    return [
        {"name": name, "first": min(days), "last": max(days), "count": len(days)}
        for name, days in sorted(found.items())
    ]


@transaction.atomic
def take(list_import):
    """Add those of the list who are still neither subscribed nor gone; return how many."""
    locked = ListImport.objects.select_for_update().get(pk=list_import.pk)
    if locked.applied_at is None:
        locked.created = sum(add(row) for row in locked.rows)
        locked.applied_at = timezone.now()
        locked.rows, locked.refusals = [], []
        locked.save()
        Tally.add(Tally.Kind.IMPORTED, locked.created)
    return locked


def add(row):
    """Whether somebody was added: things may have changed since the list was read."""
    address = row["adresse"]
    if Subscriber.objects.with_address(address).exists() or ForgottenAddress.holds(address):
        return False
    noon = datetime.datetime.fromisoformat(f"{row['date']}T12:00")
    agreed_at = min(timezone.make_aware(noon), timezone.now())
    subscriber = Subscriber.objects.create(
        email=address,
        rhythm=row["rythme"],
        follows_everything=not row.get("suit"),
        asked_at=agreed_at,
        confirmed_at=timezone.now(),  # they wait for an issue of ours from today
        seen_at=agreed_at,
    )
    if row.get("suit"):
        themes, actions = followed(row["suit"])
        subscriber.themes.set(themes)
        subscriber.actions.set(actions)
    Consent.objects.create(
        subscriber=subscriber,
        text_shown=row["preuve"],
        source=f"Liste importée : {row['origine']}"[:200],
        asked_at=agreed_at,
        confirmed_at=agreed_at,
    )
    return True
