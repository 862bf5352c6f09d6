from django.urls import path

from . import views

app_name = "contact"
urlpatterns = [
    path("", views.write, name="write"),
    path("reponses/", views.AnswerListView.as_view(), name="answers"),
    path("suivi/<str:token>/", views.follow, name="follow"),
]
