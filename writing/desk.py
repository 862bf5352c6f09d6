"""The texts on the desk: a picture that is gone from where it stood."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from backoffice.desk import Waiting, waits
from publishing.models import Picture

from .marks import IMAGE, named, placing
from .people import allowed


@waits(13, "Protéger une personne")
def gone_pictures(user: Any) -> Iterator[Waiting]:
    """Of texts that this person may change."""
    found = []
    for model, field, records in placing(IMAGE):
        meta = model._meta
        if user.has_perm(f"{meta.app_label}.change_{meta.model_name}"):
            found += [
                (record, field, named(getattr(record, field.name), IMAGE)) for record in records
            ]
    wanted = {pk for _, _, pks in found for pk in pks}
    shown = set(allowed(Picture.objects.filter(pk__in=wanted)).values_list("pk", flat=True))
    for record, field, pks in found:
        if gone := sorted(pks - shown):
            meta = record._meta
            address = f"admin:{meta.app_label}_{meta.model_name}_change"
            numbers = ", ".join(f"image:{pk}" for pk in gone)
            yield Waiting(
                "Image partie d’un texte",
                f"{reverse(address, args=[record.pk])}#id_{field.name}",
                f"{record} : {numbers} n’est plus montrée, faute d’autorisation. Retirez-la du "
                "texte, ou placez-en une autre.",
            )
