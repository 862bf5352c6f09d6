"""The accounts of the back office: one page with the role, an invitation by link."""

import smtplib
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q
from django.utils.html import format_html

from backoffice.reach import account_lines
from exchange.admin import ExportMixin

from . import second_factor
from .password_links import password_link, send_link
from .roles import HELP

VERBS = {"add": "ajouter", "change": "modifier", "delete": "supprimer", "view": "voir"}
# What nobody is given by hand: the tables that the site alone writes.
INNER_APPS = ["admin", "contenttypes", "sessions", "otp_totp", "otp_static"]


class RolesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, group):
        return f"{group.name} : {HELP[group.name]}" if group.name in HELP else group.name


class PermissionsField(forms.ModelMultipleChoiceField):
    """Rights in French: « Actions : action, modifier »."""

    def label_from_instance(self, permission):
        return right_label(permission)


def right_label(permission):
    kind, verb = permission.content_type, permission.codename.partition("_")[0]
    said = VERBS[verb] if permission.name.startswith("Can ") else permission.name.lower()
    return f"{kind.app_labeled_name.replace(' | ', ' : ')}, {said}"


def grantable():
    """The rights that a group may hold, in the order of their apps."""
    inner = Q(content_type__app_label__in=INNER_APPS) | Q(
        content_type__model__startswith="historical"
    )
    return Permission.objects.exclude(inner).select_related("content_type")


class AccountForm(forms.ModelForm):
    email = forms.EmailField(
        label="Adresse électronique", help_text="L’invitation et les alertes y sont envoyées."
    )
    groups = RolesField(
        label="Rôles",
        queryset=Group.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email", "groups", "is_superuser"]
        labels = {"username": "Identifiant", "is_superuser": "Administration"}
        help_texts = {
            "username": "Ce que la personne tape pour entrer : par exemple m.durand.",
            "is_superuser": "Tout voir et tout faire, comptes et rôles compris.",
        }

    def clean_email(self):
        email = self.cleaned_data["email"]
        others = User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk)
        if other := others.first():
            raise forms.ValidationError(
                f"Le compte « {other.username} » a déjà cette adresse : à chacun la sienne."
            )
        return email

    def clean(self):
        found = super().clean()
        if not (found.get("groups") or found.get("is_superuser")):
            self.add_error("groups", "Cochez au moins un rôle : sans rôle, ce compte n’ouvre rien.")
        return found

    def save(self, commit=True):
        self.instance.is_staff = True  # an account has no other use
        if not self.instance.pk:
            self.instance.set_unusable_password()
        return super().save(commit)


@admin.action(description="Envoyer un lien pour choisir un mot de passe", permissions=["change"])
def send_links(model_admin, request, queryset):
    for user in queryset:
        model_admin.invite(request, user)


@admin.action(description="Retirer le second facteur (téléphone perdu)", permissions=["change"])
def take_off_second_factor(model_admin, request, queryset):
    for user in queryset:
        if second_factor.take_off(user, by=request.user):
            messages.success(
                request, f"« {user} » choisira un second facteur à sa prochaine connexion."
            )
        else:
            messages.warning(request, f"« {user} » n’a pas de second facteur.")


class AccountAdmin(ExportMixin, UserAdmin):
    """Who may enter, with which roles; nobody ever reads or types somebody else's password."""

    form = add_form = AccountForm
    add_form_template = None  # Django’s speaks of a second page
    list_display = ["username", "full_name", "email", "roles", "has_second_factor", "last_login"]
    list_filter = ["is_active", "is_superuser", "groups"]
    filter_horizontal = []
    inlines = account_lines
    actions = [send_links, take_off_second_factor]
    readonly_fields = ["has_second_factor", "last_login", "date_joined"]
    identity: Any = (None, {"fields": ["username", "first_name", "last_name", "email"]})
    access: Any = ("Ce que la personne peut faire", {"fields": ["groups", "is_superuser"]})
    add_fieldsets = [identity, access]
    fieldsets = [
        identity,
        access,
        (
            "Connexion",
            {
                "fields": ["is_active", "has_second_factor", "last_login", "date_joined"],
                "description": "Mot de passe oublié ou téléphone perdu : voir les actions de la "
                "liste des comptes.",
            },
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups", "totpdevice_set")

    @admin.display(description="nom", ordering="last_name")
    def full_name(self, user):
        return user.get_full_name()

    @admin.display(description="rôles")
    def roles(self, user):
        names = [group.name for group in user.groups.all()]
        return ", ".join(["Administration"] * user.is_superuser + names)

    @admin.display(description="second facteur", boolean=True)
    def has_second_factor(self, user):
        return any(device.confirmed for device in user.totpdevice_set.all())

    def save_model(self, request, user, form, change):
        super().save_model(request, user, form, change)
        if not change:
            self.invite(request, user)

    def response_add(self, request, user, post_url_continue=None):
        return admin.ModelAdmin.response_add(self, request, user, post_url_continue)

    @staticmethod
    def invite(request, user):
        """Send the link; when it cannot leave, show it, so that it is handed over another way."""
        if not user.email:
            messages.error(request, f"« {user} » n’a pas d’adresse électronique : ajoutez-la.")
            return
        try:
            send_link(user)
        except (OSError, smtplib.SMTPException):
            text = "Le message à {} n’est pas parti. Donnez ce lien, qui vaut un jour : {}"
            messages.warning(request, format_html(text, user.email, password_link(user)))
        else:
            text = "Un lien pour choisir un mot de passe est envoyé à {}. Il vaut un jour."
            messages.success(request, format_html(text, user.email))
