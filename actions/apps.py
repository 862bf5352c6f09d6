from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ActionsConfig(AppConfig):
    name = "actions"
    verbose_name = "Actions"
    # Why a change of these leaves every page as it is (see publishing.page_files.versions).
    not_public = {
        "importrun": "the spreadsheets brought: what they change is told by the actions",
        "importchange": "what a spreadsheet asks, maybe never confirmed",
    }

    def ready(self):
        from . import append_only
        from . import counts as counts  # importing it registers figures

        post_migrate.connect(append_only.install_after_migrate, sender=self)
