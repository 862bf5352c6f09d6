"""The newsletter on the desk: what was promised and has not left, what waits, what stopped."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from backoffice.desk import Waiting, gesture, waits
from mail.models import MailServer
from publishing.text.dates import PartialDate

from .issues.promises import promises
from .models import Delivery, Issue
from .sending.watch import troubles

SECTION = "La lettre d’information"

gesture(30, "Préparer un numéro", "admin:newsletter_issue_add", "newsletter.add_issue")


def in_words(instant):
    return date_format(localtime(instant), r"j F Y \à H:i")


@waits(20, SECTION, "newsletter.view_issue")
def issues(user):
    if not (user.has_perm("newsletter.change_issue") or user.has_perm("newsletter.approve_issue")):
        return  # nothing of it is theirs to do
    listed = reverse("admin:newsletter_issue_changelist")
    for promise in promises():
        if lateness := promise.lateness():
            yield Waiting(
                "Lettre d’information en retard",
                listed,
                f"le numéro « {promise.rhythm.label.lower()} » était promis pour le "
                f"{PartialDate(promise.promised_on)}, il y a {lateness}. Le public le voit.",
                is_late=True,
            )
    for issue in Issue.objects.open().exclude(state=Issue.State.SENDING):
        url = reverse("admin:newsletter_issue_change", args=[issue.pk])
        yield Waiting(str(issue), url, f"{step_of(issue)}.")


def step_of(issue):
    if issue.state == Issue.State.DRAFT:
        if issue.edited_by:
            return f"attend d’être approuvé par une autre personne que {issue.edited_by}"
        return "attend d’être relu"
    if issue.state == Issue.State.STOPPED:
        return "l’envoi est arrêté"
    if issue.send_at:
        return f"partira à partir du {in_words(issue.send_at)}"
    return "partira au prochain passage du travailleur"


@waits(21, SECTION, "newsletter.view_delivery")
def sending(user):
    url = reverse("admin:newsletter_delivery_changelist")
    for issue, _, text in troubles():
        yield Waiting(str(issue).capitalize(), url, text, is_late=True)
    if stopped_at := MailServer.current().stopped_at:
        yield Waiting(
            "Les envois sont arrêtés",
            url,
            f"depuis le {in_words(stopped_at)} : voyez pourquoi, et reprenez-les.",
            is_late=True,
        )
    if doubtful := Delivery.objects.doubtful().count():
        s, them = ("s", "les") if doubtful > 1 else ("", "le")
        yield Waiting(
            f"{doubtful} envoi{s} douteux",
            url,
            f"à vous de dire s’il faut {them} renvoyer.",
            count=doubtful,
        )
