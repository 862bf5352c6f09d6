"""What the search finds of participation processes."""

from search.index import Document, Kind, indexed

from .models import Process


@indexed(Kind("demarche", "Démarche", "Démarches", rank=5))
def documents():
    processes = Process.objects.published().prefetch_related(
        "phases", "milestones", "outcomes", "documents"
    )
    for process in processes:
        yield Document(
            process.title,
            process.get_absolute_url,
            texts(process),
            [process.text],
            note=process.period_label,
        )


def texts(process):
    yield from (process.summary, process.subject, process.organiser)
    yield from (process.how_offline, process.how_online)
    yield from (outcome.text for outcome in process.outcomes.all())
    yield from (phase.label for phase in process.phases.all())
    yield from (f"{step.occurred_on} : {step.text}" for step in process.milestones.all())
    yield from (document.title for document in process.documents.all())
