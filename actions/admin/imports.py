"""The back office of imports: choose a file, read what it would change, confirm, take back."""

import io
import tempfile
from pathlib import Path

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from backoffice.reach import refusal_of
from exchange.admin import ExportMixin
from publishing.admin import NoChange, NoDeletion
from spreadsheets import Refused
from spreadsheets.writing import MEDIA_TYPES

from ..forms import UploadForm
from ..imports.annotated import MOST_REMARKS, name_of_annotated_file, write_annotated_file
from ..imports.answers import answered, ask_beside, lists_of_words
from ..imports.applying import apply
from ..imports.faults import AlreadyApplied, CannotUndo, Conflict, Impossible
from ..imports.planning import prepare
from ..imports.questions import answers_to
from ..imports.screen import ChangesByAction
from ..imports.story import announced, sentence_after, sentence_before, sentences
from ..imports.template import template_name, template_workbook
from ..imports.undoing import prepare_undo, undo
from ..models import ImportRun, ImportWord
from ..models.remits import remit_of

FAULTS_PER_PAGE = 100
NOT_DONE = "Votre dernier geste n’est pas arrivé jusqu’ici : relisez cette page, puis recommencez."


@admin.register(ImportRun)
class ImportRunAdmin(NoChange, NoDeletion, ExportMixin, admin.ModelAdmin):
    """Every spreadsheet brought: read-only traces, and the doors that make new ones."""

    list_display = ["title", "original_name", "shown_state", "made_by", "summary", "short_digest"]
    list_filter = ["state", ("made_by", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["made_by", "undoes"]
    search_fields = ["original_name", "file_digest"]
    search_help_text = "Nom ou empreinte du fichier"
    list_per_page = 50

    # Rights: bringing a spreadsheet is one of its own, apart from changing actions by hand

    def has_add_permission(self, request):
        return request.user.has_perm("actions.import_action")

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) or self.has_add_permission(request)

    # The list

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "Imports", **(extra_context or {})})

    @admin.display(description="import", ordering="previewed_at")
    def title(self, run):
        return capfirst(str(run))

    @admin.display(description="état", ordering="state")
    def shown_state(self, run):
        return "Aperçu périmé" if run.is_expired else run.get_state_display()

    @admin.display(description="ce qu’il change")
    def summary(self, run):
        if run.faults_count:
            return f"{run.faults_count} erreur{'s' if run.faults_count > 1 else ''}"
        return capfirst(sentence_after(run) if run.applied_at else sentence_before(run))

    @admin.display(description="empreinte")
    def short_digest(self, run):
        return run.file_digest[:12] or None

    # The doors

    def get_urls(self):
        def door(address, view, name):
            return path(address, self.admin_site.admin_view(view), name=f"actions_importrun_{name}")

        return [
            door("modele.<str:format>", self.template_view, "template"),
            door("<int:pk>/confirmer/", self.by_post(self.confirm_view), "confirm"),
            door("<int:pk>/relire/", self.by_post(self.reread_view), "reread"),
            door("<int:pk>/corriger/", self.by_post(self.mend_view), "mend"),
            door("<int:pk>/abandonner/", self.by_post(self.abandon_view), "abandon"),
            door("<int:pk>/annuler/", self.undo_view, "undo"),
            door("<int:pk>/fichier/", require_safe(self.file_view), "file"),
            door("<int:pk>/a-corriger/", require_safe(self.corrected_view), "corrected"),
            *super().get_urls(),
        ]

    def by_post(self, view):
        """A gesture, asked by a button. Who was logged out while reading comes back here by a
        link, once logged in again: they find the story and its button."""

        def posted_or_told(request, pk):
            if request.method == "POST":
                return view(request, pk)
            run = self.run_for(request, pk)
            if run.state == run.State.PREVIEWED:
                messages.warning(request, NOT_DONE)
            return self.to_run(run)

        return posted_or_told

    def page(self, request, template, context, status=200):
        common = self.admin_site.each_context(request) | {"opts": self.opts}
        name = f"admin/actions/importrun/{template}.html"
        return TemplateResponse(request, name, common | context, status=status)

    def to_run(self, run):
        return HttpResponseRedirect(reverse("admin:actions_importrun_change", args=[run.pk]))

    def run_for(self, request, pk, *, importing=False):
        """The run asked for, if this person may see it, or act on it. Raises Http404 or
        PermissionDenied."""
        allowed = self.has_add_permission if importing else self.has_view_permission
        if not allowed(request):
            raise PermissionDenied
        if refusal := refusal_of(request.user, ImportRun, pk):
            raise PermissionDenied(refusal)
        return get_object_or_404(ImportRun.objects.select_related("made_by", "undoes"), pk=pk)

    def template_view(self, request, format):
        """The workbook to fill, as the site stands now."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if format not in MEDIA_TYPES:
            raise Http404("Le tableur à remplir existe en xlsx et en ods.")
        response = HttpResponse(
            template_workbook(format, request.user), content_type=MEDIA_TYPES[format]
        )
        response["Content-Disposition"] = f'attachment; filename="{template_name(format)}"'
        return response

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        sent = [request.POST, request.FILES] if request.method == "POST" else []
        form = UploadForm(*sent)
        if form.is_valid():
            try:
                return self.to_run(prepare_upload(form.cleaned_data, request.user))
            except Refused as refusal:
                form.add_error("file", str(refusal))
        status = 422 if form.is_bound else 200
        return self.page(
            request, "upload", {"form": form, "title": "Importer un tableur"}, status=status
        )

    def change_view(self, request, object_id, form_url="", extra_context=None):
        pk = int(object_id) if object_id.isdecimal() and len(object_id) < 19 else 0
        return self.story(request, self.run_for(request, pk))

    def story(self, request, run, status=200, **more):
        """A run as a page: what it says first, then only what changes."""
        faults = Paginator(run.faults, FAULTS_PER_PAGE).get_page(request.GET.get("erreurs"))
        questions = ask_beside(faults, run)
        is_author, done = run.made_by_id == request.user.pk, run.applied_at is not None
        context = {
            "title": self.title(run),
            "run": run,
            "sentences": [capfirst(sentence_after(run))] if done else sentences(run),
            "faults": faults,
            "faults_are_too_many": faults.paginator.count > MOST_REMARKS,
            "most_remarks": MOST_REMARKS,
            "changes": ChangesByAction(run, request.GET),
            "words": lists_of_words(faults) if faults.paginator.count else {},
            "services": remit_of(request.user),
            "asked": [q for q in questions if q.is_open],
            "said": [q for q in questions if not q.is_open],
            "is_mendable": run.state in ("refuse", "apercu")
            and self.has_add_permission(request)
            and bool(run.path),
            "is_confirmable": run.state == run.State.PREVIEWED and not run.is_expired,
            "is_author": is_author,
            "may_import": self.has_add_permission(request),
            "undoing": ImportRun.objects.filter(undoes=run).first(),
        }
        return self.page(request, "story", context | more, status=status)

    def confirm_view(self, request, pk):
        run = self.run_for(request, pk, importing=True)
        try:
            run = apply(run.pk, request.user)
        except Conflict as conflict:
            return self.story(request, run, status=409, conflict=conflict)
        except AlreadyApplied as reason:
            messages.info(request, str(reason))
        except Impossible as reason:
            messages.error(request, str(reason))
        else:
            messages.success(request, f"Import appliqué : {sentence_after(run)}")
        return self.to_run(run)

    def mend_view(self, request, pk):
        """The same file, with what was corrected or chosen on the page."""
        run = self.run_for(request, pk, importing=True)
        ImportWord.objects.remember(request.user, answers_to(run.questions, request.POST))
        return self.read_again(request, run, answered(run, request.POST))

    def reread_view(self, request, pk):
        """The same file, compared with the site as it is now."""
        run = self.run_for(request, pk, importing=True)
        return self.read_again(request, run, run.answers)

    def read_again(self, request, run, answers):
        if run.path is None or not run.path.is_file():
            messages.error(request, "Ce fichier n’est plus gardé : choisissez-le de nouveau.")
            return HttpResponseRedirect(reverse("admin:actions_importrun_add"))
        try:
            fresh = prepare(
                run.path,
                request.user,
                original_name=run.original_name,
                creates=run.creates,
                answers=answers,
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
            return self.to_run(run)
        if run.made_by_id == request.user.pk:
            if answers == run.answers:
                run.abandon()
            else:
                run.discard()  # the corrected reading takes its place
        return self.to_run(fresh)

    def abandon_view(self, request, pk):
        run = self.run_for(request, pk, importing=True)
        if run.made_by_id != request.user.pk:
            messages.error(request, "Cet aperçu est celui d’une autre personne : laissez-le-lui.")
            return self.to_run(run)
        run.abandon()
        if run.state != run.State.ABANDONED:
            messages.error(request, "Cet import est déjà appliqué : il peut être annulé.")
            return self.to_run(run)
        messages.info(request, "Import abandonné : rien n’a été changé, le fichier est effacé.")
        return HttpResponseRedirect(reverse("admin:actions_importrun_changelist"))

    def undo_view(self, request, pk):
        run = self.run_for(request, pk, importing=True)
        try:
            if request.method == "POST":
                done = undo(run, request.user)
                messages.success(request, f"Import annulé : {sentence_after(done)}")
                return self.to_run(done)
            undoing = prepare_undo(run)
        except CannotUndo as refusal:
            context = {"run": run, "reasons": refusal.reasons, "title": "Annuler un import"}
            return self.page(request, "undo", context, status=409)
        except Impossible as reason:
            messages.info(request, str(reason))
            return self.to_run(run)
        context = {"run": run, "undoing": undoing, "reasons": undoing.reasons}
        context |= {"changes": ChangesByAction(run, request.GET), "announced": announced(run)}
        return self.page(request, "undo", context | {"title": "Annuler un import"})

    def file_view(self, request, pk):
        """The file as it was sent, with the columns that the site leaves aside: for who imports."""
        run = self.run_for(request, pk, importing=True)
        if run.path is None or not run.path.is_file():
            raise Http404("Ce fichier n’est plus gardé.")
        name = run.original_name or run.path.name
        return FileResponse(run.path.open("rb"), as_attachment=True, filename=name)

    def corrected_view(self, request, pk):
        """The same workbook with a remark on each faulty cell."""
        run = self.run_for(request, pk, importing=True)
        file = io.BytesIO()
        try:
            write_annotated_file(run, file)
        except FileNotFoundError as gone:
            raise Http404(str(gone)) from None
        file.seek(0)
        return FileResponse(
            file,
            as_attachment=True,
            filename=name_of_annotated_file(run),
            content_type=MEDIA_TYPES["xlsx"],
        )


def prepare_upload(cleaned, user):
    """Read a file that a browser sent; its name is only ever shown. Raises Refused."""
    upload = cleaned["file"]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "fichier"
        with copy.open("wb") as target:
            target.writelines(upload.chunks())
        return prepare(copy, user, original_name=upload.name, creates=cleaned["creates"])
