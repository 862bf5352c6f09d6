"""What the search finds of editorial pages, and of the pages that list the rest."""

from django.urls import reverse

from legal.models import Tribune, TribuneSpace
from search.index import PAGE, Document, indexed

from .models import Campaign, Correction, Page

LISTS = [
    ("La journée, heure par heure", "services:day", "Une journée de services publics à Alès."),
    ("Les services publics", "services:list", "Qui fait quoi, avec quels moyens."),
    ("Les métiers", "services:trades", "Le registre des métiers, nommés ou racontés."),
    ("Portraits d’agents", "portraits:list", "Celles et ceux qui vous servent, et leur métier."),
    ("Les chiffres et leurs sources", "figures:list", "Chaque nombre, sa date et sa source."),
    ("Plan du site", "pages:site_map", "Toutes les pages, rangées par sujet."),
]


@indexed(PAGE)
def pages():
    for page in Page.objects.published():
        yield Document(page.title, page.get_absolute_url, [page.lead], [page.text])


@indexed(PAGE)
def campaigns():
    for campaign in Campaign.objects.prefetch_related("facts"):
        facts = [f"{fact.title}. {fact.text}" for fact in campaign.facts.all()]
        yield Document(
            f"Campagne « {campaign.slogan} »", campaign.get_absolute_url, [campaign.aim], facts
        )


@indexed(PAGE)
def lists():
    for title, name, text in LISTS:
        yield Document(title, reverse(name), [text])


@indexed(PAGE)
def corrections():
    told = Correction.objects.all()
    yield Document(
        "Les corrections",
        reverse("pages:corrections"),
        ["Ce qui a été corrigé dans les textes, quand et pourquoi.", *map(str, told)],
        [f"{one.given} {one.shown} {one.reason}" for one in told],
    )


@indexed(PAGE)
def tribunes():
    """The page of councillors outside the majority, once the town has opened it."""
    if TribuneSpace.current().is_open:
        told = Tribune.objects.published().filter(withheld_because="")
        yield Document(
            "Tribunes des élus",
            reverse("legal:tribunes"),
            [f"{tribune.group} : {tribune.title}".removesuffix(" : ") for tribune in told],
            [tribune.text for tribune in told],
        )
