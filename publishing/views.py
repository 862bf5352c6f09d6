"""What public pages have in common."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, View
from django.views.static import serve

from .models import Picture, Publishable
from .shown import shown_pictures

CARD_CACHE = "public, max-age=3600"


class ReadOnlyView(View):
    """A page that is only read: any other method is refused (405)."""

    http_method_names = ("get", "head")


if TYPE_CHECKING:  # what the mixin counts on, for the types alone
    PreviewBase = DetailView[Any]
else:
    PreviewBase = object


class PreviewMixin(PreviewBase):
    """A page that shows a draft too, to whoever holds its preview link (`?apercu=…`)."""

    @cached_property
    def preview_pk(self) -> int | None:
        token = self.request.GET.get("apercu")
        return self.model.pk_of_preview(token) if token else None

    @property
    def is_preview(self) -> bool:
        return self.preview_pk is not None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(is_preview=self.is_preview, **kwargs)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        if self.is_preview:
            response.headers["Cache-Control"] = "private, no-store"
            response.headers["X-Robots-Tag"] = "noindex"
        return response


class PublishedDetailView(ReadOnlyView, PreviewMixin, DetailView):
    """One public object, or the draft that the preview link opens."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A page that was public and is no longer says so: 410, not 404."""
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            if not self.was_public():
                raise
            return render(request, "410.html", status=410)

    def get_queryset(self) -> QuerySet[Any]:
        if self.is_preview:
            return self.model.objects.filter(pk=self.preview_pk)
        return self.model.objects.published()

    def was_public(self) -> bool:
        """Whether what this address names was published, and its time, or its consent, is over."""
        named = {self.get_slug_field(): self.kwargs.get(self.slug_url_kwarg)}
        if self.pk_url_kwarg in self.kwargs:
            named = {"pk": self.kwargs[self.pk_url_kwarg]}
        content = self.model.objects.filter(state=Publishable.State.PUBLISHED, **named).first()
        now = timezone.now()
        return content is not None and (content.publish_at is None or content.publish_at <= now)


@require_safe
def picture_file(request: HttpRequest, path: str) -> HttpResponseBase:
    """A public size of a picture that nothing withdraws. A front server sends these files itself,
    when there is one."""
    return serve(request, path, document_root=str(settings.MEDIA_ROOT))


@require_safe
def withdrawable_file(request: HttpRequest, folder: str, name: str) -> HttpResponseBase:
    """A size of a picture that something public shows at this instant, or to whoever has a link;
    wherever its files lie."""
    picture = Picture.objects.filter(folder=folder).first()
    token = request.GET.get("apercu", "")
    if picture is None or not (picture.pk in shown_pictures() or picture.is_opened_by(token)):
        raise Http404("Cette image n’est pas publique.")
    response = serve(request, name, document_root=str(picture.path_of(folder)))
    response.headers["Cache-Control"] = "private, no-store" if token else "public, no-cache"
    return response
