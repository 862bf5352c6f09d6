from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class PublishingConfig(AppConfig):
    name = "publishing"
    verbose_name = "Publication"
    # Why a change of these leaves every page as it is (see publishing.page_files.versions).
    not_public = {
        "contentversion": "it tells the changes of the others",
        "attempt": "how often a network or a mailbox has asked",
    }

    def ready(self) -> None:
        from .page_files import front, versions
        from .views import CARD_CACHE

        pre_migrate.connect(versions.before_migrate, sender=self)
        post_migrate.connect(versions.after_migrate, sender=self)

        front.set_headers(r"/partage\.png$", {"Cache-Control": CARD_CACHE})
