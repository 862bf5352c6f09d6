"""What is known of the site's duties: the bodies' names, and what it does with personal data."""

from legal.models import Processing, Publisher


def load_legal(add, records):
    """Create what is missing; what only the town knows stays to be completed."""
    load_publishers(add, records)
    load_processings(add, records)


def load_publishers(add, records):
    known = set(Publisher.objects.values_list("body", flat=True))
    for record in records("legal/publishers.json"):
        if record["body"] not in known:
            add(Publisher(**record))


def load_processings(add, records):
    publishers = {publisher.body: publisher for publisher in Publisher.objects.all()}
    known = set(Processing.objects.values_list("slug", flat=True))
    for rank, record in enumerate(records("legal/processings.json"), 1):
        if record["slug"] in known:
            continue
        bodies = record.pop("controllers")
        processing = add(Processing(rank=rank, **record))
        processing.controllers.set(publishers[body] for body in bodies)
