"""What a demonstration shows besides the facts, each marked as an example.

Portraits of trades are drawn, of nobody; two more show what consents and approvals do, with
invented persons. A page made by staff places a picture and a document, is said to be written with
an AI, and has a version that waits to be read; a group that does not exist has its tribune. No
sheet carries a picture, hence no resource as in `seeding`.
"""

import datetime
from decimal import Decimal

from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils import timezone

from backoffice.refill import type_in
from legal.models import Tribune, TribuneSpace
from pictures.decoding import decode
from portraits.models import Approval, Consent, Portrait
from publishing.models import Picture
from services.models import Service, Trade
from staff.proposals.form import carried
from staff.proposals.models import Proposal
from staff.proposals.replay import stored
from staff.safe_admin import OPENED_ON, written
from writing.models import Attachment

from .models import Page


def load(seeder):
    load_portraits(seeder)
    if not Page.objects.filter(slug="exemple-de-page").exists():
        page = load_page(seeder)
        load_tribune(seeder)
        propose(page, seeder)


def example(name, seeder):
    return (seeder.folder / "demonstration" / name).read_text(encoding="utf-8")


def load_page(seeder):
    picture = Picture.objects.get(title="Jardinière des parcs")
    name = "mise-a-jour-2025.xlsx"
    attachment = Attachment(
        title="Tableau d’exemple",
        slug="tableau-d-exemple",
        accessibility=Attachment.Accessibility.YES,
        file=SimpleUploadedFile(name, (seeder.folder / "exemples" / name).read_bytes()),
    )
    seeder.save(attachment)
    places = {"picture": f"image:{picture.pk}", "document": f"document:{attachment.pk}"}
    page = Page(
        slug="exemple-de-page",
        title="Un jury citoyen (exemple)",
        lead="Une page d’exemple : un texte, une image, un document, un chiffre.",
        text=example("page.md", seeder).format(**places),
        heading="participation",
        ai_use=Page.Use.READ,
        state=Page.State.PUBLISHED,
    )
    seeder.save(page)
    return page


def load_tribune(seeder):
    if not TribuneSpace.objects.exists():
        seeder.save(TribuneSpace(is_open=True, longest=2000))
    group = "Groupe d’exemple"
    tribune = Tribune(
        group=group, title="La parole aux élus (exemple)", text=example("tribune.md", seeder)
    )
    tribune.state = Tribune.State.PUBLISHED
    seeder.save(tribune)


def propose(page, seeder):
    """By an account that nobody can enter."""
    author = User(username="exemple", first_name="Personne", last_name="Exemple", is_staff=True)
    author.set_unusable_password()
    seeder.save(author)
    author.groups.add(Group.objects.get(name="Rédaction"))
    proposal = Proposal(author=author, object_id=page.pk, label=str(page))
    proposal.kind = Proposal.kind_of(page)
    form, _, now = stored(proposal, author)
    data = QueryDict(mutable=True)
    for bound in form:
        type_in(data, bound)
    data["lead"] = "Un texte, une image, un document et un chiffre : ce qu’une page peut dire."
    data[OPENED_ON] = written(now)
    proposal.form = carried(data)
    proposal.move(Proposal.State.ASKED, author, "Le chapô est-il plus clair ?")
    seeder.created[str(Proposal._meta.verbose_name)] += 1


def load_portraits(seeder):
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
