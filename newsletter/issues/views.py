"""What was sent, for everybody: the archive and the page of each issue."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django.views.generic import ListView

from publishing.text.prose import render_prose
from publishing.views import ReadOnlyView

from ..models import Issue
from .content import public_numbers, without_withdrawn
from .layout import AT_LENGTH_ON_PAGE, sections
from .promises import promises


class ArchiveView(ReadOnlyView, ListView):
    """Every issue, newest first, and when the next ones are due."""

    template_name = "newsletter/issue_list.html"
    queryset = Issue.objects.for_list()

    def get_context_data(self, **kwargs):
        return super().get_context_data(promises=promises(), **kwargs)


@require_safe
def issue_page(request, number):
    issue = get_object_or_404(Issue.objects.public(), number=number)
    numbered = Issue.objects.for_list().order_by("number")
    context = page_of(issue, public_numbers()) | {
        "previous": numbered.filter(number__lt=number).last(),
        "following": numbered.filter(number__gt=number).first(),
    }
    return render(request, "newsletter/issue_detail.html", context)


def page_of(issue, public):
    """The frozen content, laid out as its message was; here nothing is left out."""
    content = without_withdrawn(issue.facts, public)
    return {
        "issue": issue,
        "content": content,
        "introduction": render_prose(content["introduction"]),
        "sections": sections(content["facts"], AT_LENGTH_ON_PAGE, None),
    }
