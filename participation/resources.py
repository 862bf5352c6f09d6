"""Processes and their parts as sheets."""

from exchange.resources import sheet

from .models import Document, Milestone, Outcome, Phase, Process, ProcessFigure

ProcessResource = sheet(
    Process,
    "slug",
    "slug rank title stage period_label opened_on closed_on organiser subject summary how_online "
    "how_offline text results_expected_on chart_title chart_note state",
)
ProcessFigureResource = sheet(
    ProcessFigure, "process figure", "process rank figure bar", of="process"
)
PhaseResource = sheet(Phase, "process label", "process rank label start end source", of="process")
MilestoneResource = sheet(
    Milestone,
    "process occurred_on text",
    "process rank occurred_on text source",
    of="process",
)
OutcomeResource = sheet(Outcome, "process text", "process rank text source", of="process")
DocumentResource = sheet(
    Document, "process url", "process rank title url format_label", of="process"
)

PARTS = [PhaseResource, MilestoneResource, OutcomeResource, DocumentResource, ProcessFigureResource]
