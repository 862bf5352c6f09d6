from django.urls import path
from django.views.decorators.http import require_safe

from . import archive_views, feeds, webhook

app_name = "newsletter"
urlpatterns = [
    path("", archive_views.ArchiveView.as_view(), name="archive"),
    path("flux.atom", require_safe(feeds.IssueFeed()), name="feed"),
    path("retours/", webhook.receive, name="bounces"),
    path("<number:number>/", archive_views.issue_page, name="issue"),
]
