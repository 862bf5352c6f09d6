"""The back office: Django's admin, in the order staff think in."""

from django.contrib.admin import AdminSite
from django.utils.module_loading import autodiscover_modules

# What people come to do, most frequent first; models by « app.model ».
SECTIONS = [
    (
        "Suivre les actions",
        ["actions.action", "actions.event", "actions.importrun", "actions.theme"],
    ),
    (
        "Raconter le service public",
        ["portraits.portrait", "services.moment", "services.service", "pages.page"],
    ),
    ("Raconter la participation", ["participation.process"]),
    (
        "Écrire aux abonnés",
        [
            "newsletter.issue",
            "newsletter.delivery",
            "newsletter.subscriber",
            "newsletter.listimport",
        ],
    ),
    ("Chiffres et sources", ["figures.figure", "figures.source"]),
    ("Images", ["publishing.picture"]),
    ("Donner la parole aux élus", ["legal.tribune", "legal.tribunespace"]),
    (
        "Ce que la loi demande",
        [
            "legal.publisher",
            "legal.host",
            "legal.identity",
            "legal.statement",
            "legal.audit",
            "legal.nonconformity",
            "legal.processing",
        ],
    ),
    ("Équipe", ["auth.user", "auth.group", "admin.logentry"]),
]


class BackOffice(AdminSite):
    """Loaded at its first use: the processes that serve the pages mostly do without it, which
    halves the time they take to start (docs/performance.md)."""

    site_title = "À votre service"
    site_header = "À votre service"
    index_title = "Que voulez-vous faire ?"
    site_url = "/"
    enable_nav_sidebar = True
    empty_value_display = "–"

    _is_loading = False

    @property
    def _registry(self):
        """The models, found in the `admin` modules of the apps by the first who looks."""
        if not self._is_loading:
            self._is_loading = True
            autodiscover_modules("admin")
        return self._models

    @_registry.setter
    def _registry(self, models):
        self._models = models

    def get_app_list(self, request, app_label=None):
        """The models this person may see, by section rather than by app."""
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        models = {
            f"{app['app_label']}.{model['object_name'].lower()}": model | {"_app": app}
            for app in apps
            for model in app["models"]
        }
        sections = []
        for name, keys in SECTIONS:
            found = [models.pop(key) for key in keys if key in models]
            if found:
                sections.append(self.section(name, found))
        if models:  # a model nobody placed yet is still reachable
            sections.append(self.section("Autres", list(models.values())))
        return sections

    @staticmethod
    def section(name, models):
        app = models[0]["_app"]
        return {
            "name": name,
            "app_label": app["app_label"],
            "app_url": app["app_url"],
            "has_module_perms": True,
            "models": models,
        }
