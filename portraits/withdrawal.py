"""When a person takes their consent back, or it ends: all that it covered goes, for good."""

import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from pictures.files import FORMATS
from publishing.signed import seal, unseal
from writing.marks import forget_captions

from .models import Consent, GoneAddress, Portrait, PortraitPicture, Removal
from .models.consents import PAPER_YEARS

USE = "consent"


def link_of(consent: Consent) -> str:
    """The person's own: what they agreed to, how to take it back, the certificate afterwards. It
    opens as long as the consent is kept."""
    return settings.SITE_URL + reverse("portraits:consent", args=[seal(consent.pk, USE)])


def consent_of(token: str) -> Consent | None:
    """Of a link; None when it is not kept any more. Raises `publishing.signed.Refused`."""
    pk, _ = unseal(token, USE)
    return Consent.objects.filter(pk=pk).first()


def kept_until(consent: Consent) -> datetime.date:
    """When the name and the signed paper will be forgotten too."""
    over = consent.withdrawn_on or consent.ends_on
    return over + datetime.timedelta(days=PAPER_YEARS * 365)


@transaction.atomic
def take_away(pk: int, reason: Removal.Reason) -> None:
    """Remove what a consent covered: portraits, pictures, labels in the journal; and, once that is
    committed, the files. What was removed already is not removed again."""
    consent = Consent.objects.select_for_update().get(pk=pk)
    if consent.withdrawn_on:
        return
    portraits, pictures = list(consent.portraits.all()), list(consent.pictures.all())
    removal = Removal.objects.create(
        consent=consent,
        reason=reason,
        portraits=len(portraits),
        folders=[picture.folder for picture in pictures],
        files=sum(len(picture.widths) * len(FORMATS) for picture in pictures),
    )
    for portrait in portraits:
        GoneAddress.objects.update_or_create(
            digest=GoneAddress.digest_of(portrait.slug), defaults={"removal": removal}
        )
        portrait.delete()
    # The same picture in the portrait of somebody else: it goes there too.
    PortraitPicture.objects.filter(picture__in=pictures).delete()
    Portrait.objects.filter(picture__in=pictures).update(
        picture=None, state=Portrait.State.DRAFT, updated_at=timezone.now()
    )
    forget_captions([picture.pk for picture in pictures])
    for picture in pictures:
        picture.delete()
    if reason != Removal.Reason.END:
        consent.withdrawn_on = timezone.localdate()
    consent.displayed_name = ""
    consent.save()
    transaction.on_commit(removal.finish)


def take_away_ended() -> None:
    """The end of a consent, without anybody acting; and the files that a crash left."""
    ended = Consent.objects.filter(ends_on__lt=timezone.localdate(), withdrawn_on__isnull=True)
    for pk in (
        ended.filter(Q(portraits__isnull=False) | Q(pictures__isnull=False))
        .values_list("pk", flat=True)
        .distinct()
    ):
        take_away(pk, Removal.Reason.END)
    for removal in Removal.objects.filter(files_gone_at=None):
        removal.finish()
