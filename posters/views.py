"""The page of a poster, and its files. What they show is public, or opened by a preview link, by
the queryset of their view: an end of consent closes them with its page."""

from collections.abc import Callable, Collection
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, register_converter

from publishing.views import CARD_CACHE, PublishedDetailView, ReadOnlyView

from .cards import Card
from .posters import FORMATS, Format, Poster


class FormatConverter:
    regex = "|".join(name.replace(".", r"\.") for name in FORMATS)

    def to_python(self, value: str) -> Format:
        return FORMATS[value]

    def to_url(self, value: Format | str) -> str:
        return value if isinstance(value, str) else value.name


register_converter(FormatConverter, "poster_format")


def poster_urls(
    prefix: str, page: Callable[..., HttpResponseBase], file: Callable[..., HttpResponseBase]
) -> list[URLPattern]:
    """The page `<prefix>affiche/` and the files beside it."""
    return [
        path(f"{prefix}affiche/", page, name="poster"),
        path(f"{prefix}<poster_format:made>", file, name="poster_file"),
    ]


def formats_of(formats: Collection[Format]) -> dict[str, list[Format]]:
    """The files that the template `posters/includes/files.html` offers."""
    return {
        "sheets": [made for made in formats if made.is_sheet],
        "images": [made for made in formats if not made.is_sheet],
    }


def file_response(poster: Poster, made: Format, named: str) -> HttpResponse:
    """Raises Http404 when a figure or a text that changed since does not hold in that format."""
    if any(poster.faults(made)):
        raise Http404("Les textes de cette affiche ne tiennent pas dans ce format.")
    response = HttpResponse(poster.file(made), content_type=made.content_type)
    response.headers["Content-Disposition"] = f'inline; filename="{named}-{made.name}"'
    response.headers["Cache-Control"] = "no-cache"
    return response


class PosterPageView(PublishedDetailView):
    """The poster of an object as a page, its files, and the texts to paste beside its images."""

    template_name = "posters/poster.html"

    def get_poster(self) -> Poster:
        raise NotImplementedError

    def allowed_formats(self) -> Collection[Format]:
        """Those that may be given; all, unless a person said otherwise."""
        return FORMATS.values()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"poster": self.get_poster(), **formats_of(self.allowed_formats()), **kwargs}
        return super().get_context_data(**context)


class PosterFileView(PosterPageView):
    """One of the files of a poster; kept as a page file, and always asked again."""

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        made, poster = self.kwargs["made"], self.get_poster()
        if made not in self.allowed_formats():
            raise Http404("Cette affiche n’est pas donnée dans ce format.")
        named = next(str(value) for name, value in self.kwargs.items() if name != "made")
        response = file_response(poster, made, named)
        if "apercu" in self.request.GET:
            response.headers["Cache-Control"] = "private, no-store"
        return response


class ShareImageView(ReadOnlyView):
    """The image of a page, for whoever shares it; drawn once, then kept as a page file."""

    cache_control = CARD_CACHE

    def get_card(self) -> Card:
        """The `Card` to draw; Http404 when its page is not public."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = HttpResponse(self.get_card().png(), content_type="image/png")
        response.headers["Cache-Control"] = self.cache_control
        return response
