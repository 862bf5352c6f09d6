from publishing.views import PublishedDetailView

from .charts import bars_of
from .models import Process


class ProcessDetailView(PublishedDetailView):
    model = Process

    def get_context_data(self, **kwargs):
        process = self.object
        key_figures = process.key_figures.select_related("figure").prefetch_related(
            "figure__readings__source"
        )
        return super().get_context_data(
            key_figures=key_figures,
            bars=bars_of(key_figures),
            phases=process.phases.select_related("source"),
            milestones=process.milestones.select_related("source"),
            outcomes=process.outcomes.select_related("source"),
            actions=process.actions.for_list(),
            **kwargs,
        )
