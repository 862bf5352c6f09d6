"""Portraits of trades for a demonstration: drawn, of nobody, each marked as an example.

Two more show what consents and approvals do, with invented persons. No sheet carries a picture,
hence no resource as in `seeding`.
"""

import datetime
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from pictures.decoding import decode
from portraits.models import Approval, Consent, Portrait
from publishing.models import Picture
from services.models import Service, Trade


def load(seeder):
    known = set(Portrait.objects.values_list("slug", flat=True))
    services = {service.slug: service for service in Service.objects.all()}
    for record in seeder.records("portraits/portraits.json"):
        if record["slug"] in known:
            continue
        service, picture = services[record["service"]], picture_of(record, seeder)
        consent = consent_of(record, picture, seeder) if "person" in record else None
        portrait = Portrait(
            slug=record["slug"],
            trade=record["trade"],
            listed_trade=trade_of(record, service, seeder) if consent is None else None,
            service=service,
            picture=picture,
            quote=record["quote"],
            text=record["text"],
            testimony=record["testimony"],
            is_example=consent is None,
            consent=consent,
            state=record.get("state", Portrait.State.PUBLISHED),
        )
        seeder.save(portrait)
        if consent is not None:
            approval = Approval.send(portrait)
            if portrait.state == Portrait.State.PUBLISHED:
                approval.record(Approval.Answer.APPROVED, portrait.shown_digest(), "")


def picture_of(record, seeder):
    file = seeder.folder / "portraits" / record["picture"]
    picture = Picture(
        title=record.get("displayed_name", record["trade"]),
        alt=record["alt"],
        credit="À votre service",
        focal_x=round(Decimal(str(record["focal_x"])), 2),
        focal_y=round(Decimal(str(record["focal_y"])), 2),
    )
    picture.set_image(decode(SimpleUploadedFile(file.name, file.read_bytes())))
    seeder.save(picture)
    return picture


def trade_of(record, service, seeder):
    """The line of the register that a drawn example tells; added when no source names it."""
    trade = Trade.objects.filter(name=record["listed_trade"]).first()
    if trade is None:
        trade = Trade(name=record["listed_trade"], body=service.body)
        seeder.save(trade)
        trade.services.add(service)
    return trade


def consent_of(record, picture, seeder):
    """That of an invented person; it ends so many days after the loading."""
    today = timezone.localdate()
    consent = Consent(
        person=record["person"],
        displayed_name=record["displayed_name"],
        covers_text=True,
        on_site=True,
        on_posters=True,
        purpose="Exemple : montrer comment une autorisation vit et finit.",
        begins_on=today,
        ends_on=today + datetime.timedelta(days=record["days"]),
    )
    seeder.save(consent)
    consent.pictures.add(picture)
    return consent
