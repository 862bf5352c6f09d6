from django.urls import path

from . import views

app_name = "legal"
urlpatterns = [
    path("accessibilite/", views.AccessibilityView.as_view(), name="accessibility"),
    path("mentions-legales/", views.LegalNoticeView.as_view(), name="notice"),
    path("donnees-personnelles/", views.PersonalDataView.as_view(), name="personal_data"),
    path("tribunes/", views.TribuneListView.as_view(), name="tribunes"),
    path(".well-known/security.txt", views.security_txt_view, name="security_txt"),
    path(".well-known/change-password", views.ChangePasswordView.as_view(), name="change_password"),
]
