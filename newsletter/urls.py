from django.conf import settings
from django.urls import include, path
from django.views.decorators.http import require_safe

from .issues import feeds
from .issues import views as issue_views
from .subscribers import views as subscriber_views

bounces = []
if settings.EMAIL_WEBHOOK_PROVIDER:  # nobody but the provider that sends our mail may tell of it
    from .sending.webhooks import webhooks_of

    bounces = [path("retours/", include(webhooks_of(settings.EMAIL_WEBHOOK_PROVIDER)))]

app_name = "newsletter"
urlpatterns = [
    path("", issue_views.ArchiveView.as_view(), name="archive"),
    path("flux.atom", require_safe(feeds.IssueFeed()), name="feed"),
    path("<number:number>/", issue_views.issue_page, name="issue"),
    *bounces,
    path("inscription/", subscriber_views.subscribe, name="subscribe"),
    path("confirmer/<str:token>/", subscriber_views.confirm, name="confirm"),
    path("preferences/<str:token>/", subscriber_views.preferences, name="preferences"),
    path("preferences/<str:token>/adresse/", subscriber_views.move, name="move"),
    path("preferences/<str:token>/mon-abonnement.json", subscriber_views.own_data, name="own_data"),
    path("desabonner/erreur/", subscriber_views.undo, name="undo"),
    path("desabonner/<str:token>/", subscriber_views.unsubscribe, name="unsubscribe"),
]
