from django.apps import AppConfig


class NewsletterConfig(AppConfig):
    name = "newsletter"
    verbose_name = "Newsletter"
    # Why a change of these leaves every page as it is (see publishing.page_files.versions).
    not_public = {
        "subscriber": "who subscribes is nobody else’s business, and no page counts them",
        "signup": "somebody who asked, and has not confirmed",
        "consent": "the proof that a subscriber asked",
        "forgottenaddress": "a hash of somebody who left",
        "tally": "numbers for the back office",
        "listimport": "an existing list, read in the back office",
        "item": "its words are public once frozen in their issue",
        "delivery": "what was sent to whom",
    }

    def ready(self):
        from .issues import announcing  # noqa: F401  importing it registers what an import announces
