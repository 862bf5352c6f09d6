import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ales_services.settings")

django_application = get_wsgi_application()

# After it: settings are needed to know where pages are kept.
from publishing.page_files.serving import keep_pages  # noqa: E402  as said above

application = keep_pages(django_application)
