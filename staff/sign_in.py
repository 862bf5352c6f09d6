"""Signing in: how many tries, and what is asked after the password."""

import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django_otp import login as pass_second_factor

from publishing.attempts import Limit, TooMany, count, network_of

from . import second_factor

# A wrong password counts for the account, known or not, and for the network it came from. The
# longer the period, the fewer a minute: a person who hesitates waits minutes, a program for hours.
MINUTE, HOUR, DAY = (datetime.timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days"))
ACCOUNT_LIMITS = [
    Limit("sign-in.account.minutes", 5, 5 * MINUTE),
    Limit("sign-in.account.hour", 15, HOUR),
    Limit("sign-in.account.day", 40, DAY),
]
NETWORK_LIMITS = [
    Limit("sign-in.network.minutes", 20, 15 * MINUTE),
    Limit("sign-in.network.day", 100, DAY),
]


class SignInForm(AdminAuthenticationForm):
    """The password, as long as neither the account nor the network has tried too often."""

    error_messages = AdminAuthenticationForm.error_messages | {
        "invalid_login": "Identifiant ou mot de passe inconnu. Vérifiez les majuscules."
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Identifiant"

    def clean(self):
        tries = self.tries()
        waits = [TooMany(limit, s) for limit, v in tries if (s := limit.seconds_to_wait(v))]
        if waits:
            longest = max(waits, key=lambda refused: refused.seconds)
            raise ValidationError(
                f"Trop d’essais. Recommencez dans {longest.wait}, ou demandez un nouveau mot de "
                "passe."
            )
        try:
            return super().clean()
        except ValidationError:
            count(*tries)
            raise

    def tries(self):
        account = self.cleaned_data.get("username", "").strip().lower()
        network = network_of(self.request) if self.request else "inconnu"
        return [
            *((limit, account) for limit in ACCOUNT_LIMITS),
            *((limit, network) for limit in NETWORK_LIMITS),
        ]


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Code",
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
        ),
    )

    def __init__(self, read, *args, **kwargs):
        """`read` gives the device of a code, or raises ValidationError."""
        super().__init__(*args, **kwargs)
        self.read, self.device = read, None

    def clean_code(self):
        self.device = self.read(self.cleaned_data["code"])
        return self.cleaned_data["code"]


class SecondFactorPages:
    """The two pages between the password and the back office, for its `AdminSite`."""

    def __init__(self, site):
        self.site = site

    @staticmethod
    def address(request: HttpRequest) -> str:
        """Where the person was going, when that is in the back office."""
        asked = request.POST.get("next") or request.GET.get("next") or ""
        index = reverse("admin:index")
        if asked.startswith(index) and url_has_allowed_host_and_scheme(asked, None):
            return asked
        return index

    def gate(self, request: HttpRequest) -> HttpResponse | None:
        """An answer for whoever has no business here: a stranger, or somebody who leaves."""
        user = request.user
        if not (user.is_active and user.is_staff):
            return redirect(f"{reverse('admin:login')}?{urlencode({'next': request.path})}")
        if request.method == "POST" and "leave" in request.POST:
            logout(request)
            return redirect("admin:login")
        return None

    def ask(self, request: HttpRequest) -> HttpResponse:
        """The code of this sign-in."""
        if answer := self.gate(request):
            return answer
        user: Any = request.user
        if not second_factor.is_enrolled(user):
            return redirect(
                f"{reverse('admin:enrol')}?{urlencode({'next': self.address(request)})}"
            )
        if second_factor.is_passed(user):
            return HttpResponseRedirect(self.address(request))

        def read(code):
            if wait := second_factor.seconds_to_wait(user):
                raise ValidationError(f"Trop d’essais. Recommencez dans {wait} secondes.")
            device = second_factor.matching_device(user, code)
            if not device:
                raise ValidationError(
                    "Ce code n’est pas le bon. Il change toutes les 30 secondes : vérifiez l’heure "
                    "de votre téléphone, ou tapez un code de secours."
                )
            return device

        form = CodeForm(read, request.POST if request.method == "POST" else None)
        if form.is_valid():
            pass_second_factor(request, form.device)
            self.warn_of_few_codes(request)
            return HttpResponseRedirect(self.address(request))
        return self.page(request, "verify", "Code de connexion", form=form)

    @staticmethod
    def warn_of_few_codes(request):
        left = sum(d.token_set.count() for d in request.user.staticdevice_set.all())
        if left <= 3:
            messages.warning(
                request,
                f"Il vous reste {left or 'aucun'} code{'s' if left > 1 else ''} de secours. "
                "Faites-en de nouveaux : « Second facteur », en haut de la page.",
            )

    def enrol(self, request: HttpRequest) -> HttpResponse:
        """A telephone for this account: the first one, or another by whoever has passed."""
        if answer := self.gate(request):
            return answer
        user: Any = request.user
        enrolled = second_factor.is_enrolled(user)
        if enrolled and not second_factor.is_passed(user):
            return redirect("admin:second_factor")
        device = second_factor.pending_device(user)

        def read(code):
            code = "".join(code.split())
            if not device.verify_is_allowed()[0] or not device.verify_token(code):
                raise ValidationError(
                    "Ce code n’est pas le bon : tapez les six chiffres que l’application montre "
                    "maintenant."
                )
            return device

        form = CodeForm(read, request.POST if request.method == "POST" else None)
        if form.is_valid():
            user.totpdevice_set.exclude(pk=device.pk).delete()
            device.confirmed = True
            device.save(update_fields=["confirmed"])
            pass_second_factor(request, device)
            codes = second_factor.new_recovery_codes(user)
            return self.page(request, "codes", "Codes de secours", codes=codes)
        return self.page(
            request,
            "enrol",
            "Second facteur",
            form=form,
            enrolled=enrolled,
            qr=second_factor.qr_code(device),
            key=second_factor.written_key(device),
        )

    def page(self, request, name, title, **context):
        context = self.site.each_context(request) | {"title": title, **context}
        context |= {"next": self.address(request), "is_nav_sidebar_enabled": False}
        return TemplateResponse(request, f"admin/second_factor/{name}.html", context)
