import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ales_services.settings")

django_application = get_wsgi_application()

# After it: settings are needed to know where pages are kept.
from publishing.page_files.serving import with_page_files  # noqa: E402  as said above

application = with_page_files(django_application)
