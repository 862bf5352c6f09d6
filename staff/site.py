"""The back office: Django's admin, in the order staff think in."""

from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from backoffice import desk
from backoffice.search import find

from . import guide, second_factor, weekly
from .sign_in import SecondFactorPages, SignInForm

# What people come to do, most frequent first; models by « app.model ». A model that is not named
# comes last in the first section of its app, so that a new one is not forgotten.
SECTIONS = [
    (
        "Suivre les actions",
        [
            "actions.action",
            "actions.event",
            "actions.redaction",
            "actions.importrun",
            "actions.importword",
            "actions.theme",
        ],
    ),
    ("Répondre au public", ["contact.message"]),
    ("Relire et publier", ["staff.proposal"]),
    (
        "Raconter le service public",
        [
            *("portraits.portrait", "portraits.consent"),
            *("services.moment", "services.service", "services.need", "services.trade"),
            *("pages.page", "pages.campaign"),
        ],
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
    ("Chiffres et sources", ["figures.figure", "figures.source", "pages.correction"]),
    ("Recherche", ["search.signpost", "search.missedword"]),
    ("Images et documents", ["publishing.picture", "writing.attachment"]),
    ("Donner la parole aux élus", ["legal.tribune", "legal.tribunespace"]),
    (
        "Ce que la loi demande",
        [
            *("legal.election", "legal.agreement"),
            "legal.publisher",
            "legal.host",
            "legal.identity",
            "legal.statement",
            "legal.audit",
            "legal.nonconformity",
            "legal.processing",
        ],
    ),
    ("Équipe", ["auth.user", "auth.group", "staff.helpdesk", "admin.logentry"]),
]


def section_of_app(key):
    """Where a model that no section names goes: `key` is « app.model »."""
    app = key.partition(".")[0]
    for name, keys in SECTIONS:
        if any(other.partition(".")[0] == app for other in keys):
            return name
    return "Autres"


class BackOffice(AdminSite):
    site_title = "À votre service"
    site_header = "À votre service"
    index_title = "Bureau"
    site_url = "/"
    enable_nav_sidebar = True
    empty_value_display = "–"
    login_form = SignInForm

    def has_permission(self, request):
        return super().has_permission(request) and second_factor.is_passed(request.user)

    def get_urls(self):
        from .resuming import presence

        pages = SecondFactorPages(self)

        def shown(view):  # as `login` is: before any permission
            return never_cache(csrf_protect(sensitive_post_parameters("code")(view)))

        return [
            path("second-facteur/", shown(pages.ask), name="second_factor"),
            path("second-facteur/telephone/", shown(pages.enrol), name="enrol"),
            path("presence/", self.admin_view(presence), name="presence"),
            path("chercher/", self.admin_view(self.search_view), name="search"),
            path("courriel/", self.admin_view(weekly.choose), name="weekly"),
            path("courriel/arreter/<str:token>/", self.weekly_stop, name="weekly_stop"),
            *guide.GuidePages(self).urls(),
            *super().get_urls(),
        ]

    def login(self, request, extra_context=None):
        """The password; then, for who has given it, the second factor."""
        if super().has_permission(request) and not second_factor.is_passed(request.user):
            asked = {"next": SecondFactorPages.address(request)}
            return redirect(f"{reverse('admin:second_factor')}?{urlencode(asked)}")
        typed = request.POST.get("typed", "")  # when the session ended: given back after all steps
        context = (extra_context or {}) | ({"typed": typed} if typed else {})
        response = super().login(request, context)
        if typed and response.status_code == 302:
            request.session["typed_before"] = [request.POST.get("next", ""), typed]
        return response

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Each form is safe (`SafeAdmin`), held to what its reader reaches (`Reaching`) and to what
        one person may publish (`Guarded`); each content proposes versions (`ProposingAdmin`),
        whoever wrote its class."""
        from .guarding import Guarded
        from .proposals.form import ProposingAdmin  # models are loaded by now
        from .reaching import Reaching
        from .safe_admin import SafeAdmin

        own = admin_class or ModelAdmin
        proposing = (ProposingAdmin,) if hasattr(own, "PUBLICATION") else ()
        bases = (Guarded, SafeAdmin, *proposing, Reaching, own)
        safe = type(own.__name__, bases, {"__module__": own.__module__})
        super().register(model_or_iterable, safe, **options)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        from .resuming import give_back

        return give_back(super().admin_view(view, cacheable))

    def each_context(self, request: Any) -> dict[str, Any]:
        context = super().each_context(request) | {"help_address": guide.address_for(request)}
        if saved := request.session.pop("saved_forms", None):
            context["saved_forms"] = " ".join(saved)
        return context

    def search_view(self, request):
        """Everything that this person may see and that has the words typed."""
        sought = " ".join(request.GET.get("q", "").split())[:200]
        kinds = sorted(find(self, request, sought), key=lambda kind: -kind.total)
        context = self.each_context(request) | {
            "title": f"Recherche : {sought}" if sought else "Recherche",
            "sought": sought,
            "kinds": kinds,
        }
        return TemplateResponse(request, "admin/backoffice/search.html", context)

    def weekly_stop(self, request, token):
        return weekly.stop(request, token, self)

    def index(self, request, extra_context=None):
        """What waits for this person, what changed, what they come to do."""
        waiting = {
            "sections": desk.sections(request.user),
            "lately": desk.lately(request.user),
            "gestures": desk.gestures(request.user),
            "weekly": weekly.preference(request.user),
        }
        return super().index(request, waiting | (extra_context or {}))

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
        sections = {
            name: [models.pop(key) for key in keys if key in models] for name, keys in SECTIONS
        }
        for key, model in models.items():
            sections.setdefault(section_of_app(key), []).append(model)
        return [self.section(name, found) for name, found in sections.items() if found]

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
