from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "publishing"
    verbose_name = "Publication"
    # Why a change of these leaves every page as it is (see publishing.page_files.versions).
    not_public = {
        "contentversion": "it tells the changes of the others",
        "attempt": "how often a network or a mailbox has asked",
        "outgoingmail": "a message to one person",
    }

    def ready(self):
        from .page_files import front
        from .views import CARD_CACHE

        front.set_headers(r"/partage\.png$", {"Cache-Control": CARD_CACHE})
