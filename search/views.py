from django.conf import settings
from django.core.paginator import Paginator
from django.views.generic import TemplateView

from publishing.views import ReadOnlyView

from .excerpts import excerpt, marked
from .query import Query, Results

PER_PAGE = 20


class SearchView(ReadOnlyView, TemplateView):
    """The search form and what it finds."""

    template_name = "search/results.html"

    def get_context_data(self, **kwargs):
        query = Query(self.request.GET.get("q", ""))
        results = Results(query)
        kinds = results.kinds()
        kind = next((k for k, _ in kinds if k.slug == self.request.GET.get("type")), None)
        found = [entry for entry in results.all if kind in (None, entry.kind)]
        page = Paginator(found, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            query=query,
            total=len(results.all),
            kinds=kinds,
            kind=kind,
            page_obj=page,
            results=show(page, query),
            partial=show(results.partial(), query),
            suggestion=results.suggestion(),
            **kwargs,
        )


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
