"""An import told in French: the same words in the back office and on the command line."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps

from actions.models import Event, ImportChange, ImportRun, Status
from actions.statuses import is_step_back

from .columns import BY_KEY, EDITABLE, EVENTS, ImportColumn
from .vocabulary import Vocabulary


def plural(count: int, one: str, many: str) -> str:
    """« 1 action passe », « 3 actions passent »."""
    return f"{count} {one if count < 2 else many}"


def joined(parts: list[str]) -> str:
    """« a, b et c »."""
    *first, last = parts
    return f"{', '.join(first)} et {last}" if first else last


def sentence_before(run: ImportRun) -> str:
    """What a preview would do, in one sentence."""
    counts = run.counts
    parts = [
        plural(count, "action passe", "actions passent") + f" à « {Status(status).label.lower()} »"
        for status, count in counts.get("moves", {}).items()
    ]
    if back := counts.get("back"):
        parts.append(
            plural(back, "revient en arrière", "reviennent en arrière") + " (motif demandé)"
        )
    for key, one, many in (
        ("created", "action est créée en brouillon", "actions sont créées en brouillon"),
        ("numbers", "action prend son numéro officiel", "actions prennent leur numéro officiel"),
        ("edited", "fiche est modifiée", "fiches sont modifiées"),
        ("news", "étape raconte sans changer de statut", "étapes racontent sans changer de statut"),
        (
            "held",
            "statut demandé ne s’applique pas (une étape plus récente décide, ou la période n’est "
            "pas finie)",
            "statuts demandés ne s’appliquent pas (une étape plus récente décide, ou la période "
            "n’est pas finie)",
        ),
        ("unknown", "ligne inconnue", "lignes inconnues"),
    ):
        if count := counts.get(key):
            parts.append(plural(count, one, many))
    if unchanged := counts.get("unchanged"):
        parts.append(f"{unchanged} sans changement")
    return ", ".join(parts) + "." if parts else "Le fichier ne demande rien."


def sentence_after(run: ImportRun) -> str:
    """What was done, in one sentence."""
    if run.undoes_id:
        return sentence_of_undoing(run.counts)
    counts = run.counts
    parts = []
    for key, one, many in (
        ("created", "action créée en brouillon", "actions créées en brouillon"),
        ("numbers", "numéro officiel donné", "numéros officiels donnés"),
        ("edited", "fiche modifiée", "fiches modifiées"),
    ):
        if count := counts.get(key):
            parts.append(plural(count, one, many))
    if moves := sum(counts.get("moves", {}).values()):
        parts.append(plural(moves, "action a changé de statut", "actions ont changé de statut"))
    if events := counts.get("events"):
        parts.append(plural(events, "étape enregistrée", "étapes enregistrées"))
    if already := counts.get("already"):
        parts.append(
            plural(already, "changement était déjà fait", "changements étaient déjà faits")
        )
    if not parts:
        return "rien n’a changé, tout ce que dit le fichier était déjà là."
    return joined(parts) + "."


def sentence_of_undoing(counts: dict[str, int]) -> str:
    """What an undoing does or did."""
    parts = []
    for key, one, many in (
        ("events", "étape retirée par rectification", "étapes retirées par rectification"),
        ("numbers", "numéro provisoire repris", "numéros provisoires repris"),
        ("fields", "information rétablie", "informations rétablies"),
        ("created", "action remise en brouillon", "actions remises en brouillon"),
    ):
        if count := counts.get(key):
            parts.append(plural(count, one, many))
    return joined(parts) + "." if parts else "il n’y avait rien à défaire."


def sentences(run: ImportRun) -> list[str]:
    """The whole story of a run, a sentence each: the verdict, what changes, who will be told."""
    counts = run.counts
    found = [sentence_before(run)] if asks_something(run) else []
    if faults := counts.get("faults"):
        choices = counts.get("choices", 0)
        verdicts = [
            f"Le fichier a {plural(faults - choices, 'erreur', 'erreurs')} : rien ne sera changé "
            "tant qu’il n’est pas corrigé.",
            f"{plural(choices, 'valeur est', 'valeurs sont')} à choisir : le fichier et le site "
            "ont changé chacun de leur côté. Rien n’est changé d’ici là.",
        ]
        is_told = faults > choices, choices > 0
        found = [v for v, told in zip(verdicts, is_told, strict=True) if told] + found
    elif not counts.get("lines"):
        found = [
            "Le fichier a des titres, mais aucune ligne en dessous : il n’y a rien à importer."
        ]
    elif not asks_something(run):
        found = ["Rien ne change : tout ce que dit le fichier est déjà sur le site."]
    elif run.state == run.State.PREVIEWED:
        found += announced(run)
    return [*found, *asked_titles(run)]


def asked_titles(run: ImportRun) -> list[str]:
    """The columns that nobody named yet: the preview goes on without them."""
    titles = [q["written"] for q in run.questions if not q["field"] and q["answer"] is None]
    if not titles or run.applied_at:
        return []
    return [
        f"{plural(len(titles), 'colonne est inconnue', 'colonnes sont inconnues')} : dites plus "
        "bas ce qu’elles contiennent, sinon elles sont laissées de côté."
        if len(titles) > 1
        else f"La colonne « {titles[0]} » est inconnue : dites plus bas ce qu’elle contient, sinon "
        "elle est laissée de côté."
    ]


def asks_something(run: ImportRun) -> bool:
    return any(run.counts.get(key) for key in ("events", "fields", "created", "numbers"))


def announced(run: ImportRun) -> list[str]:
    """Who will be written to about the events of this import."""
    events = run.changes.filter(kind=ImportChange.Kind.EVENT, action__isnull=False)
    keys = list(events.order_by("action_id").values_list("action_id", flat=True).distinct())
    return announced_to(keys)


def announced_to(keys: list[int]) -> list[str]:
    """Who will be written to, in the words of the apps above: `announce_events` of their AppConfig
    is given the keys of the actions, and answers a sentence or None."""
    configs = [c for c in apps.get_app_configs() if hasattr(c, "announce_events")]
    return [sentence for c in configs if keys and (sentence := c.announce_events(keys))]


class DescribedChange:
    """One change as a person reads it: the action, what changes, before, after."""

    def __init__(self, row: ImportChange, vocabulary: Vocabulary) -> None:
        self.row = row
        self.number, self.place, self.kind = row.number, row.place, row.Kind(row.kind)
        self.lines = lines_of(row, vocabulary)

    @property
    def is_step_back(self) -> bool:
        before, after = self.row.before, self.row.after
        if self.kind is not ImportChange.Kind.EVENT or not (before and after):
            return False
        return is_step_back(before.get("status"), after.get("status"))


def lines_of(row: ImportChange, vocabulary: Vocabulary) -> list[tuple[str, str, str]]:
    """`(label, before, after)` for each thing that a change says."""
    kinds = ImportChange.Kind
    before: Any = row.before
    after: Any = row.after
    match row.kind:
        case kinds.FIELD:
            column = BY_KEY[row.field]
            shown = [column.shown(stored, vocabulary) for stored in (before, after)]
            return [(column.label, shown[0], shown[1] or "vide")]
        case kinds.EVENT:
            status = [("Statut", status_word(before), status_word(after))]
            details = filled(EVENTS, after, vocabulary, without=("status",))
            return [*(status if after.get("status") else []), *details]
        case kinds.NUMBER:
            moves = f"n° {before['number']}", f"n° {after['number']}"
            source = after.get("evidence_url")
            own = ("N°", *moves)
            other = (f"N° de l’action qui porte le {moves[1]}", moves[1], moves[0])
            return [own, other, *([("Preuve (adresse)", "", source)] if source else [])]
        case kinds.CREATION:
            return list(filled(EDITABLE, after, vocabulary))
    return []


def filled(
    columns: Iterable[ImportColumn],
    values: dict[str, Any],
    vocabulary: Vocabulary,
    without: tuple[str, ...] = (),
) -> Iterator[tuple[str, str, str]]:
    """What is told where nothing was, in the order of the sheet."""
    for column in columns:
        stored = values.get(column.attribute)
        if stored and column.attribute not in without:
            yield column.label, "", column.shown(stored, vocabulary)


def status_word(side: dict[str, Any] | None) -> str:
    status = (side or {}).get("status")
    return Status(status).label if status else ""


def described_changes(changes: Iterable[ImportChange]) -> list[DescribedChange]:
    """The changes of a page of a preview, as people read them."""
    vocabulary = Vocabulary()
    return [DescribedChange(change, vocabulary) for change in changes]


def described(event: Event) -> str:
    """An event in a sentence: « action n° 9, 8 juillet 2025 : … »."""
    text = event.text if len(event.text) <= 80 else f"{event.text[:79]}…"
    return f"action n° {event.action.number}, {event.occurred_on} : « {text} »"
