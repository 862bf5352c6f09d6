"""What the search finds: the form, the count of answers, and each published answer."""

from collections.abc import Iterator

from django.urls import reverse

from search.index import PAGE, Document, Kind, indexed

from .deadlines import Subject
from .models import Message


@indexed(PAGE)
def pages() -> Iterator[Document]:
    subjects = [f"{one.label}." for one in Subject]
    yield Document(
        "Nous écrire",
        reverse("contact:write"),
        ["Contact : une question, un statut à contester, une erreur, un document.", *subjects],
    )
    yield Document(
        "Ce qui a été demandé, et répondu",
        reverse("contact:answers"),
        ["Combien de messages, combien de réponses, à temps ou en retard."],
    )


@indexed(Kind("reponse", "Réponse", "Réponses", rank=6))
def answers() -> Iterator[Document]:
    for message in Message.objects.published():
        title = message.page_title or message.get_subject_display()
        yield Document(
            f"Message n° {message.pk} : {title}",
            message.get_absolute_url,
            [message.public_question, message.public_answer],
        )
