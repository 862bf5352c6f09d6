"""The register of processing as a spreadsheet for the DPO (RGPD 30)."""

import csv

from .models import Processing

BOM = "\ufeff"  # French office software takes a file without it for Windows-1252
COLUMNS = {
    "Traitement": lambda processing: processing.name,
    "En service": lambda processing: "oui" if processing.is_active else "non",
    "Responsables": lambda processing: ", ".join(map(str, processing.controllers.all())),
    "Finalité": lambda processing: processing.purpose,
    "Base légale": lambda processing: processing.get_basis_display(),
    "Personnes concernées": lambda processing: processing.people,
    "Données": lambda processing: ", ".join(processing.fields.splitlines()),
    "Destinataires": lambda processing: processing.recipients,
    "Durée de conservation": lambda processing: processing.retention,
    "Transferts hors UE": lambda processing: processing.transfers,
    "Droits": lambda processing: ", ".join(processing.rights),
    "Mesures de sécurité": lambda processing: processing.security,
    "Réserve": lambda processing: processing.reservation,
}


def write_register(file):
    """Write every processing, active or not, as office software reads it."""
    file.write(BOM)
    writer = csv.writer(file, delimiter=";")
    writer.writerow(COLUMNS)
    for processing in Processing.objects.prefetch_related("controllers"):
        writer.writerow([neutralised(column(processing)) for column in COLUMNS.values()])


def neutralised(text):
    """A cell that no spreadsheet will run as a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
