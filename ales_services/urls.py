from django.contrib import admin
from django.urls import include, path, re_path

from operation.health import health
from pages.style_guide import StyleGuideView
from pages.views import error_page
from publishing.views import picture_file, withdrawable_file
from staff.proposals.link import proposal_by_link
from staff.resuming import forbidden

urlpatterns = [
    path("actions/", include("actions.urls")),
    path("newsletter/", include("newsletter.urls")),
    path("contact/", include("contact.urls")),
    path("donnees/", include("actions.open_data.urls")),
    path("participation/", include("participation.urls")),
    path("portraits/", include("portraits.urls")),
    path("chiffres/", include("figures.urls")),
    path("", include("writing.urls")),
    path("admin/charte/", admin.site.admin_view(StyleGuideView.as_view()), name="style_guide"),
    path("recherche/", include("search.urls")),
    path("sante/", health, name="health"),
    path("relecture/<str:token>/", proposal_by_link, name="proposal"),
    path("admin/mot-de-passe/", include("staff.urls")),
    path("admin/", admin.site.urls),
    re_path(
        r"^media/(?P<path>images/[0-9a-f]+/\d+\.(?:avif|webp|jpg))$",
        picture_file,
    ),
    re_path(
        r"^media/photos/(?P<folder>[0-9a-f]{16})/(?P<name>\d+\.(?:avif|webp|jpg))$",
        withdrawable_file,
    ),
    path("", include("services.urls")),
    path("", include("legal.urls")),
    path("", include("pages.urls")),
]

handler400 = error_page(400)
handler403 = forbidden(error_page(403))
handler404 = error_page(404)
handler500 = error_page(500)
