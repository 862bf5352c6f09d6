"""The register, by subject: what a number speaks of is the public page that shows it."""

from dataclasses import dataclass, field

from backoffice.folding import fold
from search.words import alphabetical

from .models import Figure

OTHERS = "autres-chiffres"


@dataclass
class Subject:
    """The figures that one page of the site answers for."""

    anchor: str
    title: str
    url: str = ""
    figures: list[Figure] = field(default_factory=list)


def by_subject(figures):
    """Each figure once: with its service, else with its process, else with the others."""
    subjects, others = {}, Subject(OTHERS, "Autres chiffres")
    for figure in alphabetical(figures):
        if page := _page_of(figure):
            kind = page._meta.model_name
            subject = Subject(f"{kind}-{page.slug}", str(page), page.get_absolute_url())
            place = (kind == "process", getattr(page, "rank", 0), fold(subject.title))
            subjects.setdefault(place, subject).figures.append(figure)
        else:
            others.figures.append(figure)
    ordered = [subject for _, subject in sorted(subjects.items())]
    return [*ordered, others] if others.figures else ordered


def _page_of(figure):
    """The first public page that shows a figure."""
    pages = [*figure.services.all(), *figure.processes.all()]
    return next((page for page in pages if page.is_public), None)
