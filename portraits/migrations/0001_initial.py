import django.db.models.deletion
from django.db import migrations, models

import figures.references


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("publishing", "0001_initial"),
        ("services", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Portrait",
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
                ("first_name", models.CharField(blank=True, max_length=60, verbose_name="prénom")),
                (
                    "trade",
                    models.CharField(
                        help_text="Tel que la personne le dit.",
                        max_length=100,
                        verbose_name="métier",
                    ),
                ),
                (
                    "quote",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="phrase mise en avant"
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        help_text="Markdown.",
                        validators=[figures.references.validate_references],
                        verbose_name="texte",
                    ),
                ),
                (
                    "is_example",
                    models.BooleanField(
                        default=False,
                        help_text="Un métier dessiné, sans personne réelle : la page porte la mention « exemple ».",
                        verbose_name="exemple",
                    ),
                ),
                (
                    "consent_given_on",
                    models.DateField(blank=True, null=True, verbose_name="autorisation signée le"),
                ),
                (
                    "consent_ends_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="autorisation valable jusqu’au"
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="portraits",
                        to="publishing.picture",
                        verbose_name="image",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="portraits",
                        to="services.service",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "verbose_name": "portrait",
                "ordering": ["trade", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("publish_at__isnull", True),
                            ("unpublish_at__isnull", True),
                            ("unpublish_at__gt", models.F("publish_at")),
                            _connector="OR",
                        ),
                        name="portraits_portrait_retired_after_published",
                        violation_error_message="La date de retrait vient avant la date de publication.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "publie"), _negated=True),
                            ("is_example", True),
                            models.Q(
                                ("consent_ends_on__isnull", False),
                                ("consent_given_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="portraits_portrait_consent_or_example",
                        violation_error_message="Sans autorisation signée et datée, un portrait ne peut pas être publié.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("consent_ends_on__isnull", True),
                            ("consent_ends_on__gt", models.F("consent_given_on")),
                            _connector="OR",
                        ),
                        name="portraits_portrait_consent_ends_after_given",
                        violation_error_message="L’autorisation prend fin après avoir été signée.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_example", False), ("first_name", ""), _connector="OR"
                        ),
                        name="portraits_portrait_example_is_nobody",
                        violation_error_message="Un exemple ne porte le prénom de personne.",
                    ),
                ],
            },
        ),
    ]
