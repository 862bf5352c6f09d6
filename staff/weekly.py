"""The desk by mail, once a week: what waits, with links; no name, since a mailbox keeps all."""

import datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from backoffice.desk import sections
from mail.models import post
from publishing.signed import Refused, seal, unseal

from .models import WeeklyMail

USE = "weekly-mail"  # of the links that stop it
LASTS = datetime.timedelta(days=5)


def send_desks():
    """Once in each week, from Monday on; whom nothing waits for gets nothing."""
    today = timezone.localdate()
    monday = today - datetime.timedelta(days=today.weekday())
    for user in User.objects.filter(is_active=True, is_staff=True).exclude(email="").order_by("pk"):
        with transaction.atomic():
            WeeklyMail.objects.get_or_create(user=user)
            wish = WeeklyMail.objects.select_for_update().get(user=user)
            if not wish.is_wanted or (wish.last_on and wish.last_on >= monday):
                continue
            wish.last_on = today
            wish.save()
            if found := sections(user):
                total = sum(line.count for section in found for line in section.lines)
                subject = f"Ce qui vous attend cette semaine : {total}"
                post(user.email, subject, text_for(user, found), lasts=LASTS)


def text_for(user, found):
    stop = reverse("admin:weekly_stop", args=[seal(user.pk, USE)])
    return render_to_string(
        "admin/backoffice/mail/desk.txt",
        {
            "sections": found,
            "site": settings.SITE_URL,
            "desk": settings.SITE_URL + reverse("admin:index"),
            "stop": settings.SITE_URL + stop,
        },
    )


def preference(user):
    """For the foot of the desk: whether it comes by mail, and where."""
    stopped = WeeklyMail.objects.filter(user=user, is_wanted=False).exists()
    return {"address": user.email, "is_wanted": not stopped}


@require_POST
def choose(request):
    """The two buttons under the desk."""
    wanted = request.POST.get("courriel") == "oui"
    WeeklyMail.objects.update_or_create(user=request.user, defaults={"is_wanted": wanted})
    messages.success(
        request,
        "Ce bureau vous sera envoyé chaque lundi."
        if wanted
        else "Ce bureau ne vous sera plus envoyé.",
    )
    return HttpResponseRedirect(reverse("admin:index"))


def stop(request, token, site):
    """The link of the mail: no account is asked; following it stops nothing, its button does."""
    try:
        pk, _ = unseal(token, USE)
    except Refused:
        raise Http404("Ce lien n’est pas de ce site, ou n’est plus valable.") from None
    user = get_object_or_404(User, pk=pk)
    done = request.method == "POST"
    if done:
        WeeklyMail.objects.update_or_create(user=user, defaults={"is_wanted": False})
    context = site.each_context(request) | {"title": "Le bureau par courriel", "done": done}
    return TemplateResponse(request, "admin/backoffice/stop.html", context)
