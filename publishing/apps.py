from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "publishing"
    verbose_name = "Publication"
    not_public = {"contentversion": "it tells the changes of the others"}
