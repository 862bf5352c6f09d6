"""The addresses of the back office, once somebody goes there."""

from django.contrib import admin

urlpatterns = admin.site.get_urls()
