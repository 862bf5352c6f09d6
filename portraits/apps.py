from django.apps import AppConfig


class PortraitsConfig(AppConfig):
    name = "portraits"
    verbose_name = "Portraits"
    # Why a change of these leaves every page as it is (see publishing.page_files.versions).
    not_public = {"approval": "links and answers: what they open is a column of the portrait"}
