from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "actions"
    verbose_name = "Actions"
    # Why a change of these leaves every page as it is (see publishing.page_files.versions).
    not_public = {
        "importrun": "the spreadsheets brought: what they change is told by the actions",
        "importchange": "what a spreadsheet asks, maybe never confirmed",
    }

    def ready(self):
        from . import counts  # noqa: F401  importing it registers figures
