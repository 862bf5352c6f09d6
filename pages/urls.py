from django.urls import path

from . import icons, views

app_name = "pages"
# Pages whose address the site promises; their text is edited in the back office.
SLUGS = ("mot-du-directeur-general",)
urlpatterns = [
    path("", views.HomeView.as_view(), name="home"),
    path("favicon.ico", icons.favicon_ico, name="favicon"),
    path("apple-touch-icon.png", icons.apple_touch_icon, name="apple_touch_icon"),
    path("robots.txt", views.robots_txt, name="robots_txt"),
    path("sitemap.xml", views.sitemap_xml, name="sitemap_xml"),
    path("partage.png", views.SiteShareImageView.as_view(), name="share_image"),
    path("facile-a-lire/", views.EasyView.as_view(), name="easy"),
    path("affiches/", views.PosterListView.as_view(), name="posters"),
    path("corrections/", views.CorrectionListView.as_view(), name="corrections"),
    path("plan-du-site/", views.SiteMapView.as_view(), name="site_map"),
    path(
        "participation/",
        views.ParticipationView.as_view(),
        {"slug": "participation"},
        name="participation",
    ),
    path("campagne/", views.CampaignView.as_view(), {"slug": "campagne"}, name="campagne"),
    path(
        "collectivite/",
        views.OrganisationView.as_view(),
        {"slug": "collectivite"},
        name="collectivite",
    ),
    path("aide/", views.HelpView.as_view(), {"slug": "aide"}, name="help"),
    path(
        "ecoconception/",
        views.EcoDesignView.as_view(),
        {"slug": "ecoconception"},
        name="eco_design",
    ),
    *[
        path(f"{slug}/", views.PageView.as_view(), {"slug": slug}, name=slug.replace("-", "_"))
        for slug in SLUGS
    ],
    # Of the pages that staff make: after all other addresses of the site.
    path("<slug:slug>/", views.MadePageView.as_view(), name="made"),
]
