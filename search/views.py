import logging

from django.conf import settings
from django.core.paginator import Paginator
from django.db import DatabaseError, transaction
from django.views.generic import TemplateView

from publishing.views import ReadOnlyView

from .excerpts import excerpt, marked
from .models import MissedWord
from .query import Query, Results

PER_PAGE = 20
logger = logging.getLogger(__name__)


class SearchView(ReadOnlyView, TemplateView):
    """The search form and what it finds."""

    template_name = "search/results.html"

    def get_context_data(self, **kwargs):
        query = asked = Query(self.request.GET.get("q", ""))
        results = Results(query)
        corrected = results.suggestion()
        if not corrected:
            self.keep(results)
        else:  # forgiven: what was meant is shown, and said
            query = Query(corrected)
            results = Results(query)
        kinds = results.kinds()
        kind = next((k for k, _ in kinds if k.slug == self.request.GET.get("type")), None)
        found = [entry for entry in results.all if kind in (None, entry.kind)]
        page = Paginator(found, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            query=query,
            typed=asked.text,
            is_corrected=bool(corrected),
            total=len(results.all),
            kinds=kinds,
            kind=kind,
            page_obj=page,
            results=show(page, query),
            partial=show(results.partial(), query),
            **kwargs,
        )

    def keep(self, results):
        """For staff, the words that nothing has; a search answers whatever the database refuses."""
        words = results.missed() if self.request.method == "GET" else ()
        if words:
            try:
                with transaction.atomic():
                    MissedWord.objects.record(words)
            except DatabaseError:
                logger.warning("Un mot sans résultat n’a pas été compté.", exc_info=True)


def show(entries, query):
    """What the list shows of each entry."""
    return [
        {
            "kind": entry.kind,
            "note": entry.note,
            "url": entry.url,
            "title": marked(entry.title, query),
            "excerpt": excerpt(entry.texts, query),
        }
        for entry in entries
    ]


class OpenSearchView(ReadOnlyView, TemplateView):
    """How a browser may offer our search among its own."""

    template_name = "search/opensearch.xml"
    content_type = "application/opensearchdescription+xml"

    def get_context_data(self, **kwargs):
        return super().get_context_data(site_url=settings.SITE_URL, **kwargs)
