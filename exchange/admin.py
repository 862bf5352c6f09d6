"""Lists of the back office that leave, and come in, as spreadsheets."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth import get_permission_codename
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from import_export import admin as import_export
from import_export.formats.base_formats import Format

from backoffice.lists import FrenchList
from spreadsheets import Refused
from spreadsheets.writing.layout import Grid

from .addresses import address_of
from .formats import FILE_TYPES, written
from .forms import UploadForm
from .reading import read_sheet
from .resources import ListResource, SheetResource, digest_of
from .uploads import LIFE


class ExportMixin(FrenchList, import_export.ExportMixin):
    """A list that may be exported by whoever may see it, with its filters and search applied.

    `resource_classes` are the tables offered: the first is the list itself, the others hold the
    lines of its records (`SheetResource.of`). Without any, the columns shown are exported.
    """

    ie_base_change_list_template = "admin/change_list.html"

    def init_change_list_template(self) -> None:
        """Django's own search for a template stays; ours of every list shows the links."""

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_or_change_permission(request)

    def get_export_resources(self, request: HttpRequest) -> list[Any]:
        if self.resource_classes:
            return [resource() for resource in self.resource_classes]
        return [ListResource(self, request)]

    def get_urls(self) -> list[Any]:
        name = self.page_name("export").removeprefix("admin:")
        view = self.admin_site.admin_view(self.export_action)
        return [path("export/<int:table>.<str:extension>", view, name=name), *super().get_urls()]

    def export_action(
        self, request: HttpRequest, table: int = 0, extension: str = "xlsx"
    ) -> HttpResponseBase:
        """One of the tables, for the records listed."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        resources = self.get_export_resources(request)
        if table >= len(resources) or extension not in FILE_TYPES:
            raise Http404("Il n’y a pas d’export de ce nom.")
        try:
            records = self.get_export_queryset(request)
        except IncorrectLookupParameters:  # as Django answers on the list itself
            return HttpResponseRedirect(reverse(self.page_name("changelist")) + "?e=1")
        dataset = resources[table].export(resources[table].lines_of(records))
        dataset.title = resources[table].get_display_name()
        name = f"{address_of(dataset.title)}-{timezone.localdate():%Y-%m-%d}.{extension}"
        return HttpResponse(
            written(dataset, extension, self.sheets_beside(request, table)),
            content_type=FILE_TYPES[extension],
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "Cache-Control": "private, no-store",
            },
        )

    def sheets_beside(self, request: HttpRequest, table: int) -> Sequence[Grid]:
        """Other sheets of the workbook of a table: what its return needs to know."""
        return ()

    def page_name(self, page: str) -> str:
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"exports": self.export_links(request)} | (extra_context or {})
        return super().changelist_view(request, context)

    def export_links(self, request: HttpRequest) -> list[tuple[str, list[tuple[str, str]]]]:
        """`(title of the table, [(extension, address)])`, for who may export."""
        if not self.has_export_permission(request):
            return []
        name = self.page_name("export")
        return [
            (
                resource.get_display_name(),
                [(extension, reverse(name, args=[index, extension])) for extension in FILE_TYPES],
            )
            for index, resource in enumerate(self.get_export_resources(request))
        ]


class ImportMixin(ExportMixin, import_export.ImportMixin):
    """A list that may be filled from a spreadsheet too: sent, previewed, confirmed.

    Whoever may add and change the records may import them. The file waits in the private folder;
    the page carries a signed note of its name and of what the preview showed, so that a
    confirmation does that or nothing: if the site changed meanwhile, the preview is shown again.
    """

    import_template_name = "admin/exchange/import.html"

    def get_import_resource_classes(self, request: HttpRequest) -> list[type[SheetResource]]:
        """The sheets that this person may bring."""
        return [
            resource
            for resource in self.resource_classes
            if may_write(request.user, resource._meta.model._meta)
        ]

    def has_import_permission(self, request: HttpRequest) -> bool:
        return bool(self.get_import_resource_classes(request))

    def import_action(self, request: HttpRequest) -> HttpResponseBase:
        """The form, then the preview."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if form.is_valid():
            upload = form.cleaned_data["import_file"]
            waiting = self.write_to_tmp_storage(upload, Format())
            try:
                return self.preview_import(request, waiting, upload.name)
            except Refused as refusal:
                form.add_error("import_file", str(refusal))
        return self.import_page(request, form=form)

    def preview_import(
        self, request: HttpRequest, waiting: Any, file_name: str
    ) -> HttpResponseBase:
        """What the file would change. Raises Refused. A file that cannot be confirmed goes."""
        is_confirmable = False
        try:
            result = self.run_import(request, waiting, file_name, dry_run=True)
            is_confirmable = not result.faults and bool(result.changes)
        finally:
            if not is_confirmable:
                waiting.remove()
        token = None
        if is_confirmable:
            shown = [waiting.name, file_name, digest_of(result)]
            token = signing.dumps(shown, salt=self.preview_salt(request))
        return self.import_page(request, result=result, token=token)

    def run_import(self, request: HttpRequest, waiting: Any, file_name: str, **options: Any) -> Any:
        resources = self.get_import_resource_classes(request)
        resource, dataset = read_sheet(waiting.read(), resources)
        return resource().import_data(
            dataset, file_name=file_name, rollback_on_validation_errors=True, **options
        )

    def preview_salt(self, request: HttpRequest) -> str:
        """A preview is of one list, and confirmed by whoever asked for it."""
        return f"exchange.{self.opts.label_lower}.{request.user.pk}"

    @method_decorator(require_POST)
    def process_import(self, request: HttpRequest) -> HttpResponseBase:
        """Apply what the preview showed: everything or nothing."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        try:
            name, file_name, digest = signing.loads(
                request.POST.get("apercu", ""), salt=self.preview_salt(request), max_age=LIFE
            )
            waiting = self.get_tmp_storage_class()(name=name)
            with transaction.atomic():
                result = self.run_import(request, waiting, file_name)
                is_as_shown = not result.faults and digest_of(result) == digest
                if is_as_shown:
                    self.generate_log_entries(result, request)
                transaction.set_rollback(not is_as_shown)
        except (signing.BadSignature, FileNotFoundError):
            messages.error(
                request,
                "Cet aperçu a déjà servi, ou il a plus d’un jour : envoyez de nouveau le fichier.",
            )
            return HttpResponseRedirect(reverse(self.page_name("import")))
        if not is_as_shown:
            messages.warning(
                request,
                "Le site a changé depuis l’aperçu : rien n’a été enregistré. Relisez-le.",
            )
            return self.preview_import(request, waiting, file_name)
        waiting.remove()
        return self.process_result(result, request)

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponseBase:
        messages.success(request, f"Import enregistré : {result.summary}.")
        return HttpResponseRedirect(reverse(self.page_name("changelist")))

    def generate_log_entries(self, result: Any, request: HttpRequest) -> None:
        """One line of the journal for each record."""
        for row in result:
            if row.is_new():
                self.log_addition(request, row.instance, f"Import de {result.file_name}")
            elif row.is_update():
                self.log_change(request, row.instance, f"Import de {result.file_name}")

    def import_page(
        self,
        request: HttpRequest,
        form: UploadForm | None = None,
        result: Any = None,
        token: str | None = None,
    ) -> HttpResponseBase:
        context = self.admin_site.each_context(request) | {
            "title": f"Importer un tableur : {self.opts.verbose_name_plural}",
            "opts": self.opts,
            "form": form,
            "result": result,
            "token": token,
            "sheets": [resource() for resource in self.get_import_resource_classes(request)],
            "exports": self.export_links(request),
        }
        is_refused = bool(form and form.is_bound) or bool(result and result.faults)
        status = 422 if is_refused else 200
        return TemplateResponse(request, self.import_template_name, context, status=status)


def may_write(user: Any, opts: Any) -> bool:
    return all(
        user.has_perm(f"{opts.app_label}.{get_permission_codename(verb, opts)}")
        for verb in ("add", "change")
    )
