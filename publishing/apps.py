from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "publishing"
    verbose_name = "Publication"
    # Why a change of these leaves every page as it is (see publishing.versions).
    not_public = {
        "contentversion": "it tells the changes of the others",
        "attempt": "how often a network or a mailbox has asked",
        "outgoingmail": "a message to one person",
    }

    def ready(self):
        from . import attempts, clock, outgoing
        from .page_files import folder  # noqa: F401  importing it gives the worker its part

        clock.daily(attempts.forget_attempts)
        clock.daily(outgoing.give_up)
        clock.frequent(outgoing.send_waiting)
