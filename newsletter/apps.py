from django.apps import AppConfig


class NewsletterConfig(AppConfig):
    name = "newsletter"
    verbose_name = "Newsletter"
    # Why a change of these leaves every page as it is (see publishing.versions).
    not_public = {
        "subscriber": "who subscribes is nobody else’s business, and no page counts them",
        "signup": "somebody who asked, and has not confirmed",
        "consent": "the proof that a subscriber asked",
        "forgottenaddress": "a hash of somebody who left",
        "tally": "numbers for the back office",
        "listimport": "an existing list, read in the back office",
        "item": "its words are public once frozen in their issue",
        "delivery": "what was sent to whom",
        "refusal": "an address that a server refused",
        "relay": "how our own mail server answers",
    }

    def ready(self):
        # Importing them registers the worker's tasks, the documents of the search, and what an
        # import says of those who will be written.
        from . import (  # noqa: F401  see above
            announcing,
            drafting,
            retention,
            search,
            sending,
            subscription,
        )
