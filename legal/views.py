from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import ListView, RedirectView, TemplateView

from publishing.views import PreviewMixin, ReadOnlyView

from .models import (
    Audit,
    Host,
    Identity,
    Nonconformity,
    Processing,
    Publisher,
    Statement,
    Tribune,
    TribuneSpace,
)
from .security import security_txt


class LegalPage(ReadOnlyView, TemplateView):
    """What the pages the law asks have in common: who publishes, and how to write."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            publishers=Publisher.objects.all(), identity=Identity.current(), **kwargs
        )


class AccessibilityView(LegalPage):
    template_name = "legal/accessibility.html"

    def get_context_data(self, **kwargs):
        kinds = Nonconformity.Kind
        unsolved = list(Nonconformity.objects.filter(solved_on=None))
        by_kind = {kind: [entry for entry in unsolved if entry.kind == kind] for kind in kinds}
        return super().get_context_data(
            site_url=settings.SITE_URL,
            statement=Statement.current(),
            updated_on=Statement.updated_on(),
            audit=Audit.objects.in_force(),
            conformity=Audit.objects.conformity(),
            faults=by_kind[kinds.FAULT],
            derogations=by_kind[kinds.DEROGATION],
            exemptions=by_kind[kinds.EXEMPTION],
            **kwargs,
        )


class LegalNoticeView(LegalPage):
    template_name = "legal/notice.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            host=Host.current(), has_security_contact=bool(settings.SECURITY_CONTACT), **kwargs
        )


class PersonalDataView(LegalPage):
    template_name = "legal/personal_data.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            processings=Processing.objects.in_service(), host=Host.current(), **kwargs
        )


class TribuneListView(ReadOnlyView, PreviewMixin, ListView):
    """The councillors' texts once the space is open; one draft for who holds its preview link."""

    model = Tribune

    def get_queryset(self):
        self.space = TribuneSpace.current()
        if self.is_preview:
            return Tribune.objects.filter(pk=self.preview_pk)
        if not self.space.is_open:
            raise Http404("La page des tribunes n’est pas ouverte.")
        return Tribune.objects.published()

    def get_context_data(self, **kwargs):
        return super().get_context_data(space=self.space, **kwargs)


class ChangePasswordView(ReadOnlyView, RedirectView):
    """Where password managers look for the form (W3C, well-known URL for changing passwords)."""

    pattern_name = "admin:password_change"


@require_safe
def security_txt_view(request):
    """How to report a weakness (RFC 9116); absent as long as the installation names nobody."""
    if not settings.SECURITY_CONTACT:
        raise Http404("Aucun contact de sécurité n’est réglé.")
    content = security_txt(
        contact=settings.SECURITY_CONTACT,
        canonical=settings.SITE_URL + reverse("legal:security_txt"),
        policy=f"{settings.SITE_URL}{reverse('legal:notice')}#securite",
        day=timezone.localdate(),
    )
    return HttpResponse(content, content_type="text/plain; charset=utf-8")
