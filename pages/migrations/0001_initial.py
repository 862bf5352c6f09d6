import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import figures.references


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "corrected_on",
                    models.DateField(help_text="Le jour où le site a changé.", verbose_name="le"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("corrige", "Corrigé"),
                            ("reserve", "Gardé, avec une réserve"),
                            ("remis", "Oublié, puis remis"),
                        ],
                        max_length=10,
                        verbose_name="genre",
                    ),
                ),
                ("subject", models.CharField(max_length=150, verbose_name="sujet")),
                (
                    "given",
                    models.TextField(
                        help_text="En peu de mots : le texte d’origine.",
                        verbose_name="le texte disait",
                    ),
                ),
                ("shown", models.TextField(verbose_name="le site dit")),
                ("reason", models.TextField(verbose_name="pourquoi")),
                (
                    "page",
                    models.CharField(
                        help_text="Où le lire, par exemple /journee/.",
                        max_length=200,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^/[\\w/#-]*\\Z", "Une adresse de ce site, comme « /journee/ »."
                            )
                        ],
                        verbose_name="page du site",
                    ),
                ),
            ],
            options={
                "verbose_name": "correction",
                "ordering": ["-corrected_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("corrected_on", "subject"),
                        name="pages_correction_once",
                        violation_error_message="Cette correction est déjà dans la liste.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCorrection",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "corrected_on",
                    models.DateField(help_text="Le jour où le site a changé.", verbose_name="le"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("corrige", "Corrigé"),
                            ("reserve", "Gardé, avec une réserve"),
                            ("remis", "Oublié, puis remis"),
                        ],
                        max_length=10,
                        verbose_name="genre",
                    ),
                ),
                ("subject", models.CharField(max_length=150, verbose_name="sujet")),
                (
                    "given",
                    models.TextField(
                        help_text="En peu de mots : le texte d’origine.",
                        verbose_name="le texte disait",
                    ),
                ),
                ("shown", models.TextField(verbose_name="le site dit")),
                ("reason", models.TextField(verbose_name="pourquoi")),
                (
                    "page",
                    models.CharField(
                        help_text="Où le lire, par exemple /journee/.",
                        max_length=200,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^/[\\w/#-]*\\Z", "Une adresse de ce site, comme « /journee/ »."
                            )
                        ],
                        verbose_name="page du site",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical correction",
                "verbose_name_plural": "historical corrections",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPage",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("brouillon", "Brouillon"),
                            ("relu", "Relu"),
                            ("publie", "Publié"),
                        ],
                        default="brouillon",
                        help_text="Seul l’état « Publié » est visible des citoyens.",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "publish_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Vide : tout de suite.",
                        null=True,
                        verbose_name="publier à partir du",
                    ),
                ),
                (
                    "unpublish_at",
                    models.DateTimeField(
                        blank=True, help_text="Vide : jamais.", null=True, verbose_name="retirer le"
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(blank=True, editable=False, verbose_name="modifié le"),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="Permanente : ne plus la changer.", verbose_name="adresse"
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        max_length=150,
                        validators=[figures.references.validate_references],
                        verbose_name="titre",
                    ),
                ),
                (
                    "lead",
                    models.TextField(
                        blank=True,
                        validators=[figures.references.validate_references],
                        verbose_name="chapô",
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        blank=True,
                        help_text="Markdown : ## intertitre, - liste, [lien](adresse), [[cle-de-chiffre]].",
                        validators=[figures.references.validate_references],
                        verbose_name="texte",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical page",
                "verbose_name_plural": "historical pages",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Page",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("brouillon", "Brouillon"),
                            ("relu", "Relu"),
                            ("publie", "Publié"),
                        ],
                        default="brouillon",
                        help_text="Seul l’état « Publié » est visible des citoyens.",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "publish_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Vide : tout de suite.",
                        null=True,
                        verbose_name="publier à partir du",
                    ),
                ),
                (
                    "unpublish_at",
                    models.DateTimeField(
                        blank=True, help_text="Vide : jamais.", null=True, verbose_name="retirer le"
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="modifié le")),
                (
                    "slug",
                    models.SlugField(
                        help_text="Permanente : ne plus la changer.",
                        unique=True,
                        verbose_name="adresse",
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        max_length=150,
                        validators=[figures.references.validate_references],
                        verbose_name="titre",
                    ),
                ),
                (
                    "lead",
                    models.TextField(
                        blank=True,
                        validators=[figures.references.validate_references],
                        verbose_name="chapô",
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        blank=True,
                        help_text="Markdown : ## intertitre, - liste, [lien](adresse), [[cle-de-chiffre]].",
                        validators=[figures.references.validate_references],
                        verbose_name="texte",
                    ),
                ),
            ],
            options={
                "verbose_name": "page",
                "ordering": ["slug"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("publish_at__isnull", True),
                            ("unpublish_at__isnull", True),
                            ("unpublish_at__gt", models.F("publish_at")),
                            _connector="OR",
                        ),
                        name="pages_page_retired_after_published",
                        violation_error_message="La date de retrait vient avant la date de publication.",
                    )
                ],
            },
        ),
    ]
