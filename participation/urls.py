from django.urls import path

from . import views

app_name = "participation"
urlpatterns = [
    path("<slug:slug>/", views.ProcessDetailView.as_view(), name="detail"),
]
