"""The site, as when Brevo and Mailjet both sent its mail."""

from django.urls import include, path

from ales_services import urls as site
from newsletter.sending.webhooks import webhooks_of

urlpatterns = [
    path("newsletter/retours/", include(webhooks_of("brevo"))),
    path("newsletter/retours/", include(webhooks_of("mailjet"))),
    *site.urlpatterns,
]
handler400 = site.handler400
