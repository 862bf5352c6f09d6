from django.views.generic import ListView

from publishing.views import PublishedDetailView

from .models import Portrait


class PortraitListView(ListView):
    http_method_names = ("get", "head")
    model = Portrait

    def get_queryset(self):
        return Portrait.objects.for_list()


class PortraitDetailView(PublishedDetailView):
    model = Portrait

    def get_queryset(self):
        return super().get_queryset().select_related("picture", "service")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            others=Portrait.objects.for_list().exclude(pk=self.object.pk)[:4], **kwargs
        )
