"""Lists of the back office that leave as spreadsheets."""

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import slugify
from import_export import admin as import_export

from .formats import FORMATS
from .resources import ListResource, capitalised


class ExportMixin(import_export.ExportMixin):
    """A list that may be exported by whoever may see it, with its filters and search applied.

    `resource_classes` are the tables offered: the first is the list itself, the others hold the
    lines of its records (`SheetResource.of`). Without any, the columns shown are exported.
    """

    export_formats = list(FORMATS.values())
    skip_export_form = True  # the links under the list say the table and the format

    ie_base_change_list_template = "admin/change_list.html"

    def init_change_list_template(self):
        """Django's own search for a template stays; ours of every list shows the links."""

    def has_export_permission(self, request):
        return self.has_view_or_change_permission(request)

    def get_export_resource_classes(self, request):
        return self.resource_classes or [ListResource]

    def get_export_resource_kwargs(self, request, **kwargs):
        if self.resource_classes:
            return {}
        return {"model_admin": self, "request": request}

    def get_export_filename(self, request, queryset, file_format):
        return self.file_name(self.title_of(None), file_format)

    def get_urls(self):
        name = self.page_name("export").removeprefix("admin:")
        view = self.admin_site.admin_view(self.export_view)
        return [path("export/<int:table>.<str:extension>", view, name=name), *super().get_urls()]

    def export_view(self, request, table, extension):
        """One of the tables, for the records listed."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        tables = self.get_export_resource_classes(request)
        if table >= len(tables) or extension not in FORMATS:
            raise Http404("Il n’y a pas d’export de ce nom.")
        try:
            records = self.get_export_queryset(request)
        except IncorrectLookupParameters:  # as Django answers on the list itself
            return HttpResponseRedirect(reverse(self.page_name("changelist")) + "?e=1")
        resource = tables[table](**self.get_export_resource_kwargs(request))
        dataset = resource.export(resource.lines_of(records))
        dataset.title = self.title_of(tables[table])
        file_format = FORMATS[extension]()
        name = self.file_name(dataset.title, file_format)
        return HttpResponse(
            file_format.export_data(dataset),
            content_type=file_format.get_content_type(),
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "Cache-Control": "private, no-store",
            },
        )

    def title_of(self, resource):
        model = getattr(getattr(resource, "_meta", None), "model", None) or self.model
        return capitalised(model._meta.verbose_name_plural)

    @staticmethod
    def file_name(title, file_format):
        return f"{slugify(title)}-{timezone.localdate():%Y-%m-%d}.{file_format.get_extension()}"

    def page_name(self, page):
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"

    def changelist_view(self, request, extra_context=None):
        context = {"exports": self.export_links(request)} | (extra_context or {})
        return super().changelist_view(request, context)

    def export_links(self, request):
        """`(title of the table, [(extension, address)])`, for who may export."""
        if not self.has_export_permission(request):
            return []
        name = self.page_name("export")
        return [
            (
                self.title_of(resource),
                [(extension, reverse(name, args=[index, extension])) for extension in FORMATS],
            )
            for index, resource in enumerate(self.get_export_resource_classes(request))
        ]
