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
