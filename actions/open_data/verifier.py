#!/usr/bin/env python3
"""Vérifie etapes.csv, l’histoire publiée par « À votre service » : rien n’y a été changé.

    python3 verifier.py etapes.csv [empreinte]

Chaque ligne porte l’empreinte (SHA-256) de ses cellules, dont l’empreinte de la ligne d’avant : une
ligne changée, ôtée, ajoutée ou déplacée rompt la chaîne. L’empreinte facultative est celle que vous
avez notée un jour : le fichier doit encore la contenir, sinon la fin de l’histoire a été réécrite.
Rend 0 si tout concorde ; sinon 1, et le rang de la première ligne fausse.
"""

import csv
import hashlib
import io
import json
import re
import sys

HEADER = (
    "rang,action,date,precision,statut,texte,preuve_type,preuve_url,reserve,rectifie,"
    "enregistre_le,empreinte_precedente,empreinte,preuve_titre,preuve_vue_le,preuve_description,"
    "preuve_empreinte,regroupee_avec,organisme,service,certitude"
)
NAMES, CHAIN = HEADER.split(","), ("rang", "empreinte_precedente", "empreinte")


def plain(cell: str) -> str:  # sans l’apostrophe qui empêche un tableur d’y voir une formule
    return re.sub(r"(^|[;\t\r\n])'", r"\1", cell)


def written(cells: list[str]) -> str:  # la ligne, comme elle est publiée
    line = io.StringIO()
    start = r"(^|[;\t\r\n])(?=[=+\-@'\t\r\n])"
    csv.writer(line).writerow(re.sub(start, r"\1'", cell) for cell in cells)
    return line.getvalue()


def fault(row: dict[str, str], rank: int, previous: str) -> str:  # ce qui ne va pas, ou rien
    if row["rang"] != str(rank):
        return f"la ligne qui est à cette place porte le rang « {row['rang']} »"
    if row["empreinte_precedente"] != previous:
        return "elle ne suit pas l’étape d’avant"
    if not row["action"]:  # étape réservée : son action n’est pas publique, son maillon l’est
        full = [name for name in NAMES if row[name] and name not in CHAIN]
        return f"l’étape est réservée, mais sa colonne « {full[0]} » est remplie" if full else ""
    covered = [row[name] for name in NAMES if name != "empreinte"]
    text = json.dumps(covered, ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
    return "" if digest == row["empreinte"] else "son contenu ne correspond pas à son empreinte"


def verify(text: str, known: str = "") -> tuple[int, str]:
    if not text.startswith(HEADER + "\r\n"):
        return 1, "Ligne des titres : ce n’est pas celle d’etapes.csv, ou elle a été changée."
    place, seen, withheld = len(HEADER) + 2, ["0" * 64], 0
    for rank, cells in enumerate(csv.reader(io.StringIO(text[place:], newline="")), 1):
        cells = [plain(cell) for cell in cells]
        line = written(cells)
        if len(cells) != len(NAMES) or text[place : place + len(line)] != line:
            return 1, f"Rang {rank} : la ligne n’est pas écrite comme elle a été publiée."
        row = {name: cells[i] for i, name in enumerate(NAMES)}
        if wrong := fault(row, rank, seen[-1]):
            return 1, f"Rang {rank} : {wrong}."
        place, withheld = place + len(line), withheld + (not row["action"])
        seen.append(row["empreinte"])
    if known and known not in seen[1:]:
        return 1, f"Rang {len(seen)} : aucune étape jusqu’ici ne porte l’empreinte {known}."
    told = f"{len(seen) - 1} étapes, chaîne intacte, dont {withheld} au contenu réservé.\n"
    return 0, told + f"Dernière empreinte : {seen[-1]}"


if __name__ == "__main__":
    csv.field_size_limit(2**31 - 1)
    if len(sys.argv) not in (2, 3):
        sys.exit("Usage : python3 verifier.py etapes.csv [empreinte]")
    with open(sys.argv[1], "rb") as file:
        status, message = verify(file.read().decode("utf-8", "surrogateescape"), *sys.argv[2:])
    print(message)
    sys.exit(status)
