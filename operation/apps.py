from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class OperationConfig(AppConfig):
    name = "operation"
    verbose_name = "Exploitation"

    def ready(self) -> None:
        from . import erasures

        post_delete.connect(erasures.subscriber_gone, sender="newsletter.Subscriber")
        post_save.connect(erasures.consent_taken_back, sender="portraits.Removal")
        post_save.connect(erasures.words_taken_out, sender="actions.Redaction")
