"""Reading an existing list, and bringing in those who agreed: one proof for each address.

A line that lacks something is refused, with its reason; the others may be taken. Somebody who left
is refused too: a list is not their will. They may come back by the form.
"""

import csv
import datetime
import hashlib
import io
import re

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from actions.models import Action, Theme
from publishing.addresses import key_of, read_address

from ..models import Consent, ForgottenAddress, ListImport, Rhythm, Subscriber, Tally
from .retention import SILENCE

LONGEST_CELL = 10_000  # characters
UNREADABLE = "Ce fichier n’est pas un csv lisible."
LARGEST, MOST_ROWS = 5_000_000, 50_000
SHORTEST_PROOF = 10
COLUMNS = {  # as slugs, with what people also call them
    "adresse": {"adresse", "adresse-electronique", "e-mail", "email", "mail", "courriel"},
    "date": {"date-de-l-accord", "date-accord", "date", "date-du-consentement"},
    "preuve": {"preuve", "texte-accepte", "texte-accepte-preuve", "texte", "consentement"},
    "origine": {"origine", "source", "provenance"},
    "rythme": {"rythme", "frequence"},
    "suit": {"suit", "a-suivre", "suivi"},
}
NEEDED = {
    "adresse": "Adresse",
    "date": "Date de l’accord",
    "preuve": "Preuve",
    "origine": "Origine",
}


class Unreadable(Exception):
    """The whole file cannot be read; the message says why."""


def read_list(data, user):
    """The file as an import to look at and then take: nobody is added yet."""
    rows, refusals, seen = [], [], {}
    for number, cells in read_rows(data):
        try:
            row = read_row(cells)
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


def read_rows(data):
    """`(number of the line, cells by column)`, whatever the office that saved the file."""
    if len(data) > LARGEST:
        raise Unreadable("Le fichier dépasse 5 Mo : coupez-le en plusieurs.")
    text = decoded(data)
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        columns = [column_of(title) for title in next(reader, [])]
        missing = [title for column, title in NEEDED.items() if column not in columns]
        if missing:
            raise Unreadable(
                f"La première ligne doit nommer les colonnes ; il manque : {', '.join(missing)}."
            )
        for count, line in enumerate(reader):
            if count >= MOST_ROWS:
                raise Unreadable("Le fichier dépasse 50 000 lignes : coupez-le en plusieurs.")
            # A quote that nothing closes swallows all that follows it.
            if any(len(cell) > LONGEST_CELL for cell in line):
                raise Unreadable(UNREADABLE)
            if any(cell.strip() for cell in line):
                yield reader.line_num, dict(zip(columns, line, strict=False))
    except csv.Error:
        raise Unreadable(UNREADABLE) from None


def decoded(data):
    for encoding in ("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable("Ce fichier n’est pas un csv : enregistrez la feuille au format csv.")


def column_of(title):
    name = slugify(re.sub(r"\W+", " ", title))
    return next((column for column, names in COLUMNS.items() if name in names), name)


def read_row(cells):
    """The row, checked; ValidationError says what it lacks."""
    proof, origin = (cells.get(column, "").strip() for column in ("preuve", "origine"))
    row = {
        "adresse": read_address(cells.get("adresse", "")),
        "date": read_day(cells.get("date", "").strip()).isoformat(),
        "preuve": proof,
        "origine": origin[:200],
        "rythme": read_rhythm(cells.get("rythme", "")),
        "suit": read_followed(cells.get("suit", "")),
    }
    if len(proof) < SHORTEST_PROOF:
        raise ValidationError("La preuve manque : le texte que la personne a accepté.")
    if not origin:
        raise ValidationError("L’origine manque : le formulaire ou le papier signé.")
    return row


def read_day(text):
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%d/%m/%y"):
        try:
            found = datetime.datetime.strptime(text, form).date()
        except ValueError:
            continue
        if found > timezone.localdate():
            raise ValidationError("La date de l’accord est à venir.")
        if found <= timezone.localdate() - SILENCE:
            raise ValidationError(
                "L’accord a plus de trois ans : demandez à la personne de s’abonner elle-même."
            )
        return found
    raise ValidationError("La date de l’accord manque ou ne se lit pas ; attendu : 31/12/2025.")


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
    """The themes and the actions that these names are."""
    numbers = [name for name in names if name.isdecimal() and len(name) < 6]
    return Theme.objects.filter(slug__in=names), Action.objects.filter(number__in=numbers)


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
        confirmed_at=agreed_at,
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
