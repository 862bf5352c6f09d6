"""From the form to the last click: asking, confirming, changing, leaving.

No cookie anywhere: the form carries its own token, and a link stands for the person. A mail
scanner follows links, so a GET never changes anything.
"""

from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mail.addresses import shown
from publishing.attempts import TooMany
from publishing.public_forms import page_of, too_many
from publishing.signed import Refused, seal

from ..models import SignUp, Subscriber
from . import links, notices
from .departure import come_back, what_to_come_back_to
from .exports import known_of
from .forms import MoveForm, PreferencesForm, SubscriptionForm
from .subscription import ask, hold_back

reads_and_posts = require_http_methods(["GET", "HEAD", "POST"])
FIELDS = "newsletter/includes/subscription_fields.html"


def page(request, name, status=200, **context):
    """A page that is one person's: kept by nobody, found by nobody, telling no other site."""
    response = render(request, f"newsletter/{name}.html", context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def wishes_in(request):
    """The themes and actions that an address names: `?theme=commerces&action=9`."""
    return {
        "themes": request.GET.getlist("theme")[:50],
        "actions": request.GET.getlist("action")[:100],
    }


@csrf_exempt
@reads_and_posts
def subscribe(request):
    """The form. It is never kept as a file, so that the age of its token is true."""
    if request.method == "POST":
        form = SubscriptionForm(request.POST, request=request)
        if form.is_valid():
            return take(request, form)
    else:
        form = SubscriptionForm(request=request, initial=wishes_in(request))
    response = render(request, "newsletter/subscribe.html", {"form": form})
    response.headers["Cache-Control"] = "no-store"
    return response


def take(request, form):
    address = form.cleaned_data["adresse"]
    try:
        ask(request, address, source=page_of(request)[:200], **form.details())
    except TooMany as refusal:
        return too_many(request, refusal, form=form, form_template=FIELDS)
    return page(request, "subscribe_done", address=shown(address))


@csrf_exempt
@reads_and_posts
def confirm(request, token):
    """The one button of the message: to subscribe, to move, or to stay after three years."""
    try:
        pk, is_old = links.read(token, links.CONFIRM, links.CONFIRM_LASTS)
    except Refused:
        return stay(request, token)
    if is_old:
        return expired(request)
    sign_up = SignUp.objects.filter(pk=pk).first()
    if request.method == "POST" and sign_up:
        former = sign_up.subscriber and sign_up.subscriber.email
        if subscriber := sign_up.confirm():
            if former:
                notices.tell_of_move(former, subscriber.email)
            return page(
                request,
                "confirmed",
                subscriber=subscriber,
                moved=bool(former),
                **own_links(subscriber),
            )
    if sign_up is None or request.method == "POST":
        return page(request, "link_used", status=410)
    return page(request, "confirm", sign_up=sign_up, choices=sign_up.choices())


def own_links(subscriber):
    return {
        "preferences_url": links.preferences_url(subscriber),
        "unsubscribe_url": links.unsubscribe_url(subscriber),
    }


def expired(request, subscriber=None):
    return page(request, "link_expired", status=410)


def renew(request, subscriber):
    """An old link opens nothing: it sends a new one to the mailbox, if asked."""
    if request.method != "POST":
        return page(request, "link_old", status=410)
    try:
        hold_back(request, subscriber.email)
    except TooMany as refusal:
        return too_many(request, refusal)
    notices.remind_of_subscription(subscriber)
    return page(request, "link_renewed")


def with_subscriber(use, lasts, when_old):
    """A page that a link opens for its subscriber, or one that says why it does not."""

    def decorate(view):
        @csrf_exempt
        def opened(request, token):
            try:
                key, is_old = links.read(token, use, lasts)
            except Refused:
                return page(request, "link_unknown", status=404)
            subscriber = Subscriber.objects.filter(link_key=key).first()
            if subscriber is None:
                return page(request, "gone", status=410)
            return (when_old if is_old else view)(request, subscriber)

        return opened

    return decorate


by_preferences_link = with_subscriber(links.PREFERENCES, links.PREFERENCES_LAST, when_old=renew)


@with_subscriber(links.STAY, links.STAY_LASTS, when_old=expired)
def stay(request, subscriber):
    if request.method != "POST":
        return page(request, "stay", subscriber=subscriber)
    subscriber.sign()
    return page(request, "confirmed", subscriber=subscriber, stayed=True, **own_links(subscriber))


@by_preferences_link
@reads_and_posts
def preferences(request, subscriber):
    form = PreferencesForm(initial=PreferencesForm.now(subscriber, wishes_in(request)))
    saved = False
    if request.method == "POST":
        form = PreferencesForm(request.POST)
        if saved := form.is_valid():
            with transaction.atomic():
                subscriber.follow(form.choices)
    move = MoveForm(request=request)
    return show_preferences(request, subscriber, form=form, move=move, saved=saved)


@by_preferences_link
@reads_and_posts
def move(request, subscriber):
    """Ask to be written to elsewhere: the other mailbox confirms."""
    if request.method != "POST":
        return redirect(links.preferences_url(subscriber))
    form = MoveForm(request.POST, request=request)
    if form.is_valid():
        address = form.cleaned_data["adresse"]
        try:
            ask(
                request,
                address,
                subscriber=subscriber,
                source="/newsletter/preferences/",
                **form.details(),
            )
        except TooMany as refusal:
            return too_many(request, refusal)
        return page(request, "subscribe_done", address=shown(address), moving=True)
    choices = PreferencesForm(initial=PreferencesForm.now(subscriber, wishes_in(request)))
    return show_preferences(request, subscriber, form=choices, move=form)


def show_preferences(request, subscriber, **context):
    links_to = own_links(subscriber)
    token = links_to["preferences_url"].rstrip("/").rpartition("/")[2]
    return page(
        request,
        "preferences",
        subscriber=subscriber,
        narrows=subscriber.follows_everything and bool(context["form"].chosen),
        move_url=reverse("newsletter:move", args=[token]),
        own_data_url=reverse("newsletter:own_data", args=[token]),
        **links_to,
        **context,
    )


@by_preferences_link
@require_safe
def own_data(request, subscriber):
    """All that is known of the person, for them (RGPD 15 and 20)."""
    return JsonResponse(
        known_of(subscriber),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers={
            "Content-Disposition": 'attachment; filename="mon-abonnement.json"',
            "Cache-Control": "private, no-store",
        },
    )


@csrf_exempt
@reads_and_posts
def unsubscribe(request, token):
    """Leave. Mail programs post here by themselves (RFC 8058); doing it twice is the same."""
    try:
        key, _ = links.read(token, links.LEAVE)
    except Refused:
        return page(request, "link_unknown", status=404)
    if request.method != "POST":
        subscriber = Subscriber.objects.filter(link_key=key).first()
        return page(request, "unsubscribe" if subscriber else "gone", subscriber=subscriber)
    with transaction.atomic():
        subscriber = Subscriber.objects.select_for_update().filter(link_key=key).first()
        if subscriber is None:
            return page(request, "gone")
        way_back = seal(what_to_come_back_to(subscriber), links.RETURN)
        subscriber.leave()
    return page(request, "unsubscribed", way_back=way_back)


@csrf_exempt
@require_POST
def undo(request):
    """« C’était une erreur »: what was erased comes back from the page itself, for an hour."""
    try:
        kept, is_old = links.read(request.POST.get("jeton", ""), links.RETURN, links.RETURN_LASTS)
    except Refused:
        return page(request, "link_unknown", status=404)
    if is_old:
        return expired(request)
    subscriber = come_back(kept)
    return page(request, "confirmed", subscriber=subscriber, returned=True, **own_links(subscriber))
