"""Processes and their parts as sheets."""

from exchange.resources import SheetResource

from .models import Document, Milestone, Outcome, Phase, Process, ProcessFigure


class ProcessResource(SheetResource):
    class Meta:
        model = Process
        import_id_fields = ("slug",)
        fields = (
            *("slug", "rank", "title", "stage", "period_label", "opened_on", "closed_on"),
            *("organiser", "subject", "summary", "how_online", "how_offline", "text"),
            *("results_expected_on", "chart_title", "chart_note", "state"),
        )


class PartResource(SheetResource):
    of = "process"


class ProcessFigureResource(PartResource):
    class Meta:
        model = ProcessFigure
        import_id_fields = ("process", "figure")
        fields = ("process", "rank", "figure", "bar")


class PhaseResource(PartResource):
    class Meta:
        model = Phase
        import_id_fields = ("process", "label")
        fields = ("process", "rank", "label", "start", "end", "source")


class MilestoneResource(PartResource):
    class Meta:
        model = Milestone
        import_id_fields = ("process", "occurred_on", "text")
        fields = ("process", "rank", "occurred_on", "text", "source")


class OutcomeResource(PartResource):
    class Meta:
        model = Outcome
        import_id_fields = ("process", "text")
        fields = ("process", "rank", "text", "source")


class DocumentResource(PartResource):
    class Meta:
        model = Document
        import_id_fields = ("process", "url")
        fields = ("process", "rank", "title", "url", "format_label")


PARTS = [PhaseResource, MilestoneResource, OutcomeResource, DocumentResource, ProcessFigureResource]
