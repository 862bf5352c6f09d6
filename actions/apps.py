from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class ActionsConfig(AppConfig):
    name = "actions"
    verbose_name = "Actions"
    # Why a change of these leaves every page as it is (see publishing.page_files.versions).
    not_public = {
        "importrun": "the spreadsheets brought: what they change is told by the actions",
        "importword": "how the words of a spreadsheet are read",
        "remit": "whose actions an account of the back office follows",
        "importchange": "what a spreadsheet asks, maybe never confirmed",
    }

    def ready(self) -> None:
        from publishing.page_files import front

        from . import append_only
        from . import counts as counts  # importing it registers figures
        from . import redacted_copies as redacted_copies  # importing it connects it

        pre_migrate.connect(append_only.refuse_all_before_migrate, sender=self)
        post_migrate.connect(append_only.install_after_migrate, sender=self)
        # What other sites may read from their own pages, or show in a frame.
        shared = {"Access-Control-Allow-Origin": "*"}
        front.set_headers(r"^/actions/au/[0-9-]+\.json$", shared)
        front.set_headers(r"^/donnees/(?:schema/[a-z-]+\.json|catalogue\.jsonld)$", shared)
        front.set_headers(
            r"^/actions/(?:[1-9][0-9]*|compteur)/carte/$",
            {
                "X-Frame-Options": "",
                "Content-Security-Policy": lambda: front.policy_with("frame-ancestors", "*"),
            },
        )
