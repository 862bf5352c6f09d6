from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "publishing"
    verbose_name = "Publication"
    # Why a change of these leaves every page as it is (see publishing.versions).
    not_public = {"contentversion": "it tells the changes of the others"}

    def ready(self):
        from .page_files import folder  # noqa: F401  importing it gives the worker its part
