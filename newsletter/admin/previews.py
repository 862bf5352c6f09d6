"""An issue before it leaves: as each kind of subscriber would read it, a copy to oneself, and the
approval, given under what was read."""

import smtplib

from csp.decorators import csp, csp_update
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import get_connection
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from backoffice.second_person import keeper_for
from newsletter.models import Issue

from ..issues.content import content_of, digest_of, lasting
from ..issues.drafting import approve, faults, obstacles
from ..issues.letter import Letter, Topics
from ..issues.message import compose

SECONDS_BETWEEN_COPIES = 30
# A message carries its own styles, as mail must: here they are let in, and nothing else is.
FRAME = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["'self'"],
    "frame-ancestors": ["'self'"],
    "sandbox": [""],
}
ALL = "tout"


def readers_of(issue):
    """`(key, label)` of each kind of subscriber this issue speaks to."""
    content = content_of(issue)
    facts = [fact for fact in content["facts"] if not fact.get("is_withdrawn")]
    themes = {fact["theme"]: fact["theme_name"] for fact in facts if fact["theme"]}
    actions = {lasting(fact): f"n° {fact['action']}, {fact['name']}" for fact in facts}
    return [
        (ALL, "qui suit tout"),
        *((f"theme-{slug}", f"qui suit le thème « {name} »") for slug, name in themes.items()),
        *(
            (f"action-{number}", f"qui suit l’action {name}")
            for number, name in sorted(actions.items())
        ),
        ("rien", "qui suit autre chose"),
    ]


def topics_of(key):
    """The topics that a key of the preview's address names; everything if it names nothing."""
    kind, _, value = key.partition("-")
    if kind == "theme":
        return Topics(False, themes=frozenset([value]))
    if kind == "action" and value.isdecimal():
        return Topics(False, actions=frozenset([int(value)]))
    return Topics(everything=kind != "rien")


class PreviewMixin:
    """The preview of an issue, for its ModelAdmin."""

    def get_urls(self):
        admin_view = self.admin_site.admin_view
        own = [
            ("apercu", self.preview_view, "preview"),
            ("apercu/message", self.frame_view, "frame"),
            ("essai", self.copy_view, "copy"),
            ("approuver", self.approve_view, "approve"),
        ]
        return [
            *(
                path(f"<int:pk>/{address}/", admin_view(view), name=f"newsletter_issue_{name}")
                for address, view, name in own
            ),
            *super().get_urls(),
        ]

    def read_issue(self, request, pk):
        issue = get_object_or_404(Issue, pk=pk)
        if not self.has_view_permission(request, issue):
            raise PermissionDenied
        return issue

    @method_decorator([require_safe, csp_update({"frame-src": ["'self'"]})])
    def preview_view(self, request, pk):
        issue = self.read_issue(request, pk)
        readers, chosen = readers_of(issue), request.GET.get("lecteur", ALL)
        topics = topics_of(chosen)
        letter = Letter.of(issue)
        message = compose(letter, topics)
        can_approve = request.user.has_perm("newsletter.approve_issue")
        context = self.admin_site.each_context(request) | {
            "title": f"Aperçu : {issue}",
            "opts": self.opts,
            "issue": issue,
            "readers": readers,
            "chosen": chosen,
            "message": message,
            "weight": len(message.html.encode()),
            "is_sent": letter.says_something_to(topics),
            "digest": digest_of(content_of(issue)),
            "can_approve": can_approve and issue.is_draft,
            "obstacles": self.obstacles(request, issue, can_approve),
            "second_person": keeper_for(issue, [timezone.localdate()]),
        }
        return TemplateResponse(request, "admin/newsletter/issue/preview.html", context)

    @staticmethod
    def obstacles(request, issue, can_approve):
        """To whoever prepares an issue, what would stop its approval by anybody."""
        if not issue.is_draft:
            return []
        return obstacles(issue, request.user) if can_approve else faults(issue)

    @method_decorator([require_safe, csp(FRAME), xframe_options_sameorigin])
    def frame_view(self, request, pk):
        issue = self.read_issue(request, pk)
        topics = topics_of(request.GET.get("lecteur", ALL))
        message = compose(Letter.of(issue), topics)
        response = HttpResponse(message.html)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    @method_decorator(require_POST)
    def copy_view(self, request, pk):
        issue = self.read_issue(request, pk)
        chosen = request.POST.get("lecteur", ALL)
        level, text = self.send_copy(request.user, issue, topics_of(chosen))
        messages.add_message(request, level, text)
        return self.back_to_preview(issue, chosen)

    def send_copy(self, user, issue, topics):
        """A copy to the person's own address, and only there: `(level, what to say)`."""
        if not user.email:
            return messages.ERROR, "Votre compte n’a pas d’adresse électronique : ajoutez-la."
        if not cache.add(f"newsletter-copy:{user.pk}", 1, SECONDS_BETWEEN_COPIES):
            return messages.ERROR, (
                f"Un essai vient de partir : attendez {SECONDS_BETWEEN_COPIES} secondes."
            )
        try:
            copy = compose(Letter.of(issue), topics, to=user.email)
            copy.subject = f"[Essai] {copy.subject}"
            get_connection().send_messages([copy])
        except (OSError, smtplib.SMTPException, ValueError) as error:
            return messages.ERROR, f"L’essai n’est pas parti : {type(error).__name__}, {error}"
        return messages.SUCCESS, f"L’essai est parti à {user.email}."

    @method_decorator(require_POST)
    def approve_view(self, request, pk):
        issue = self.read_issue(request, pk)
        if not request.user.has_perm("newsletter.approve_issue"):
            raise PermissionDenied
        found = keeper_for(issue, [timezone.localdate()])
        if found and set(found[1].questions) - set(request.POST.getlist("neutre")):
            messages.error(request, "Cochez chaque point de la liste de neutralité.")
            return self.back_to_preview(issue, ALL)
        try:
            approve(issue, request.user, request.POST.get("lu", ""))
        except ValidationError as error:
            for text in error.messages:
                messages.error(request, text)
            return self.back_to_preview(issue, ALL)
        if found:
            found[0].note(request.user, issue, issue.edited_by)
        self.log_change(request, issue, "Approuvé")
        messages.success(request, f"{issue.heading} est approuvé : {when(issue)}.")
        return self.back_to(issue)

    def back_to_preview(self, issue, chosen):
        address = reverse("admin:newsletter_issue_preview", args=[issue.pk])
        return HttpResponseRedirect(f"{address}?lecteur={chosen}")


def when(issue):
    """On the town's clock, as the form was filled in."""
    if issue.send_at is None:
        return "il part"
    return f"il partira à partir du {timezone.localtime(issue.send_at):%d/%m/%Y à %H:%M}"
