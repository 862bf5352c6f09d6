from django.urls import path

from . import archive_views

app_name = "newsletter"
urlpatterns = [
    path("", archive_views.ArchiveView.as_view(), name="archive"),
    path("<number:number>/", archive_views.issue_page, name="issue"),
]
