"""What the search finds of editorial pages, and of the pages that list the rest."""

from django.urls import reverse

from legal.models import Tribune, TribuneSpace
from search.index import PAGE, Document, indexed

from .models import Campaign, Correction, Page
from .sitemap import FOLLOWING, KINDS

# What pages written in code say, by the name of their address; the others have their name alone.
TEXTS = {
    "services:day": "Une journée de services publics à Alès, heure par heure.",
    "services:list": "Les services publics : qui fait quoi, avec quels moyens.",
    "services:trades": "Le registre des métiers, nommés ou racontés.",
    "portraits:list": "Celles et ceux qui vous servent, et leur métier.",
    "figures:list": "Les chiffres et leurs sources : chaque nombre, sa date et sa source.",
    "pages:site_map": "Toutes les pages, rangées par sujet.",
    "pages:posters": "Les affiches à imprimer : portraits, moments, avis de recherche.",
    "actions:journal": "Toutes les étapes des actions, dans l’ordre où elles ont été publiées.",
    "actions:punctuality": "Les dates annoncées pour chaque action, tenues ou en retard.",
    "actions:filter": "Filtrer par thème, statut, certitude, organisme, service, lieu ou retard.",
    "actions:easy": "Les actions en phrases courtes, à lire ou à écouter.",
    "pages:easy": "Le site en phrases courtes (FALC), à lire ou à écouter.",
    "actions:tallies": "Ce qui a été dit de l’ensemble des actions, et ce qui peut être montré.",
    "data:index": "Tout télécharger : actions, étapes, chiffres, démarches, en CSV, Excel ou JSON.",
    "newsletter:subscribe": "Suivre les actions par courriel : choisir les sujets et le rythme.",
    "legal:accessibility": "Ce qui est accessible à tous, ce qui ne l’est pas encore.",
    "legal:notice": "Qui publie ce site, qui l’héberge, qui en répond.",
    "legal:personal_data": "Ce que le site garde de vous, combien de temps, et vos droits.",
}
# Pages that other functions describe, and the home page, where everybody has been.
DESCRIBED = {
    *("pages:home", "pages:corrections", "actions:list", "actions:notices"),
    *("contact:write", "contact:answers"),
}


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
    """Every page written in code, as the sitemap has it: a new one is found without more."""
    for name in FOLLOWING.keys() - DESCRIBED:
        yield Document(KINDS[name], reverse(name), [TEXTS.get(name, "")])


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
