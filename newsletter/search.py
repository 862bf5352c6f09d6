"""What the search finds of the newsletter."""

from django.urls import reverse

from publishing.text.prose import plain_text
from search.index import PAGE, Document, Kind, indexed

from .issues.content import public_numbers, without_withdrawn
from .models import Issue


@indexed(
    Kind(
        "numero", "Numéro de la lettre d’information", "Numéros de la lettre d’information", rank=6
    )
)
def issues():
    public = public_numbers()
    for issue in Issue.objects.public():
        content = without_withdrawn(issue.facts, public)
        yield Document(
            f"{issue.heading}, {content['title']}", issue.get_absolute_url, texts(content)
        )


def texts(content):
    yield plain_text(content["introduction"])
    for fact in content["facts"]:
        if not fact.get("is_withdrawn"):
            yield f"n° {fact['action']}, {fact['name']}. {fact['word']}"


@indexed(PAGE)
def archive():
    yield Document(
        "La lettre d’information",
        reverse("newsletter:archive"),
        ["L’avancée des actions par courriel : tous les numéros envoyés, et les prochains."],
    )
