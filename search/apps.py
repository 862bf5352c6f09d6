from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "Recherche"
    # Why a change of these leaves every page as it is (see publishing.page_files.versions).
    not_public = {"missedword": "words that were not found, for staff alone"}
