"""The site with one more address, which fails: to see what a visitor gets then."""

from django.urls import include, path

from ales_services import urls
from ales_services.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def fail(request):
    raise RuntimeError("panne voulue par un test")


urlpatterns = [path("panne/", fail), path("", include(urls))]
