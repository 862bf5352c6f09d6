from django.apps import AppConfig


class NewsletterConfig(AppConfig):
    name = "newsletter"
    verbose_name = "Lettre d’information"
    # Why a change of these leaves every page as it is (see publishing.page_files.versions).
    not_public = {
        "subscriber": "who subscribes is nobody else’s business, and no page counts them",
        "signup": "somebody who asked, and has not confirmed",
        "consent": "the proof that a subscriber asked",
        "forgottenaddress": "a hash of somebody who left",
        "tally": "numbers for the back office",
        "listimport": "an existing list, read in the back office",
        "item": "its words are public once frozen in their issue",
        "addition": "public once frozen in its issue, whose own change tells it",
        "delivery": "what was sent to whom",
    }

    def ready(self):
        from .issues import redacted as redacted  # importing it connects it

    def announce_events(self, action_pks):
        """Whom an import of events writes to (`actions.imports.story`)."""
        from .issues.announcing import who_will_be_written

        return who_will_be_written(action_pks)
