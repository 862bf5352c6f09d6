from django.core.management.base import BaseCommand

from newsletter.sending.watch import alert_outside, troubles


class Command(BaseCommand):
    help = (
        "Says which issues are late or do not add up, and alerts ALERT_EMAILS, once for each. For "
        "the server's own timer: the worker cannot tell that it is dead."
    )

    def handle(self, **options: object) -> None:
        alert_outside()
        for _, _, text in troubles():
            self.stdout.write(text)
