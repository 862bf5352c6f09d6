#!/usr/bin/env python3
"""L’histoire publiée est-elle intacte ? python3 verifier.py etapes.csv [empreinte]

Chaque ligne porte l’empreinte (SHA-256) de ses cellules, dont celle de la ligne d’avant. Celle que
vous avez notée un jour doit encore y être. Rend 0, ou 1 et le rang de la première ligne fausse.
"""

import csv
import hashlib
import io
import json
import re
import sys

HEADER = """rang,action,date,precision,statut,texte,preuve_type,preuve_url,reserve,rectifie,\
enregistre_le,empreinte_precedente,empreinte,preuve_titre,preuve_vue_le,preuve_description,\
preuve_empreinte,regroupee_avec,organisme,service,certitude,sels,nouveau_numero,fin_annoncee,\
fin_precision,cout_min,cout_max,en_partie"""
NAMES, FORMULA = HEADER.split(","), r"(^|[;\t\r\n])(?=[=+\-@'\t\r\n])"  # une apostrophe l’évite
# L’empreinte couvre l’engagement d’un texte libre, SHA-256 du sel et des mots : ils peuvent être
# retirés pour protéger une personne ; leur engagement (64 signes) prend alors la place du sel (32).
FREE = [NAMES[column] for column in (5, 7, 8, 13, 15, 16, 19)]


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def fault(row: dict[str, str], last: dict[str, str]) -> str:  # ce qui ne va pas, ou rien
    if row["rang"] != str(int(last["rang"]) + 1):
        return f"la ligne qui est à cette place porte le rang « {row['rang']} »"
    if row["empreinte_precedente"] != last["empreinte"]:
        return "elle ne suit pas l’étape d’avant"
    if not row["action"]:  # étape réservée : son action n’est pas publique, son maillon l’est
        full = [name for name in NAMES[1:] if row[name] and not name.startswith("empreinte")]
        return f"l’étape est réservée, mais sa colonne « {full[0]} » est remplie" if full else ""
    if row["enregistre_le"] < last["enregistre_le"]:
        return "elle dit avoir été enregistrée avant l’étape d’avant"
    salts = ("[0-9a-f]{32}" if row[name] else "(0|[0-9a-f]{64})" for name in FREE)
    if not re.fullmatch(" ".join(salts), row["sels"]):
        return "ses sels ne vont pas avec ses textes : des mots y sont remis, ou un sel est changé"
    seals = zip(FREE, row["sels"].split(" "), strict=True)
    sealed = {name: sha256(f"{seal}\n{row[name]}") if row[name] else seal for name, seal in seals}
    cells = [sealed.get(name, row[name]) for name in NAMES if name not in ("empreinte", "sels")]
    digest = sha256(json.dumps(cells, ensure_ascii=False, separators=(",", ":")))
    return "" if digest == row["empreinte"] else "son contenu ne correspond pas à son empreinte"


def verify(text: str, known: str = "") -> tuple[int, str]:
    if not text.startswith(HEADER + "\r\n"):
        return 1, "Ligne des titres : ce n’est pas celle d’etapes.csv, ou elle a été changée."
    rows = [dict.fromkeys(NAMES, "0") | {"empreinte": "0" * 64, "enregistre_le": ""}]
    place = len(HEADER) + 2
    for rank, cells in enumerate(csv.reader(io.StringIO(text[place:], newline="")), 1):
        cells, line = [re.sub(r"(^|[;\t\r\n])'", r"\1", cell) for cell in cells], io.StringIO()
        csv.writer(line).writerow(re.sub(FORMULA, r"\1'", cell) for cell in cells)
        if len(cells) != len(NAMES) or not text.startswith(line.getvalue(), place):
            return 1, f"Rang {rank} : la ligne n’est pas écrite comme elle a été publiée."
        rows.append(dict(zip(NAMES, cells, strict=True)))
        if wrong := fault(rows[-1], rows[-2]):
            return 1, f"Rang {rank} : {wrong}."
        rows[-1]["enregistre_le"] = rows[-1]["enregistre_le"] or rows[-2]["enregistre_le"]
        place += len(line.getvalue())
    if known and known not in [row["empreinte"] for row in rows[1:]]:
        return 1, f"Rang {len(rows)} : aucune étape jusqu’ici ne porte l’empreinte {known}."
    held = [row["action"] for row in rows].count("")
    cut = sum(bool(re.search(r"\w{64}", row["sels"])) for row in rows)
    told = f"{len(rows) - 1} étapes, chaîne intacte, dont {held} au contenu réservé"
    return 0, f"{told} et {cut} aux mots retirés.\nDernière empreinte : {rows[-1]['empreinte']}"


if __name__ == "__main__":
    csv.field_size_limit(2**31 - 1)
    if len(sys.argv) not in (2, 3):
        sys.exit("Usage : python3 verifier.py etapes.csv [empreinte]")
    with open(sys.argv[1], "rb") as file:
        status, message = verify(file.read().decode("utf-8", "surrogateescape"), *sys.argv[2:])
    print(message)
    sys.exit(status)
