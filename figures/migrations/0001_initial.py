import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import publishing.text.dates


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Figure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="Les textes nomment ce chiffre par sa clé entre crochets : [[lignes-de-bus]].",
                        max_length=60,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*$",
                                "Une clé n’a que des minuscules sans accent, des chiffres et des tirets : « lignes-de-bus ».",
                            )
                        ],
                        verbose_name="clé",
                    ),
                ),
                ("label", models.CharField(max_length=160, verbose_name="libellé")),
                ("unit", models.CharField(blank=True, max_length=40, verbose_name="unité")),
                (
                    "body",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ville", "Ville d’Alès"),
                            ("agglomeration", "Alès Agglomération"),
                            ("ccas", "CCAS d’Alès"),
                        ],
                        max_length=20,
                        verbose_name="organisme",
                    ),
                ),
                (
                    "owner",
                    models.CharField(
                        blank=True,
                        help_text="Une direction, pas une personne.",
                        max_length=120,
                        verbose_name="tenu à jour par",
                    ),
                ),
                (
                    "next_review_on",
                    models.DateField(blank=True, null=True, verbose_name="à revoir le"),
                ),
            ],
            options={
                "verbose_name": "chiffre",
                "ordering": ["label"],
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        max_length=60,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*$",
                                "Une clé n’a que des minuscules sans accent, des chiffres et des tirets : « lignes-de-bus ».",
                            )
                        ],
                        verbose_name="clé",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="titre")),
                ("publisher", models.CharField(max_length=120, verbose_name="éditeur")),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="adresse")),
                ("seen_on", models.DateField(blank=True, null=True, verbose_name="consultée le")),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="Montrée au public : « copie partielle », « date non visible »…",
                        max_length=300,
                        verbose_name="réserve",
                    ),
                ),
            ],
            options={
                "verbose_name": "source",
                "ordering": ["publisher", "title"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalFigure",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        db_index=True,
                        help_text="Les textes nomment ce chiffre par sa clé entre crochets : [[lignes-de-bus]].",
                        max_length=60,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*$",
                                "Une clé n’a que des minuscules sans accent, des chiffres et des tirets : « lignes-de-bus ».",
                            )
                        ],
                        verbose_name="clé",
                    ),
                ),
                ("label", models.CharField(max_length=160, verbose_name="libellé")),
                ("unit", models.CharField(blank=True, max_length=40, verbose_name="unité")),
                (
                    "body",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ville", "Ville d’Alès"),
                            ("agglomeration", "Alès Agglomération"),
                            ("ccas", "CCAS d’Alès"),
                        ],
                        max_length=20,
                        verbose_name="organisme",
                    ),
                ),
                (
                    "owner",
                    models.CharField(
                        blank=True,
                        help_text="Une direction, pas une personne.",
                        max_length=120,
                        verbose_name="tenu à jour par",
                    ),
                ),
                (
                    "next_review_on",
                    models.DateField(blank=True, null=True, verbose_name="à revoir le"),
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
                "verbose_name": "historical chiffre",
                "verbose_name_plural": "historical chiffres",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSource",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        db_index=True,
                        max_length=60,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*$",
                                "Une clé n’a que des minuscules sans accent, des chiffres et des tirets : « lignes-de-bus ».",
                            )
                        ],
                        verbose_name="clé",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="titre")),
                ("publisher", models.CharField(max_length=120, verbose_name="éditeur")),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="adresse")),
                ("seen_on", models.DateField(blank=True, null=True, verbose_name="consultée le")),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="Montrée au public : « copie partielle », « date non visible »…",
                        max_length=300,
                        verbose_name="réserve",
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
                "verbose_name": "historical source",
                "verbose_name_plural": "historical sources",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalReading",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "qualifier",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("plus de", "plus de"),
                            ("près de", "près de"),
                            ("presque", "presque"),
                            ("environ", "environ"),
                            ("moins de", "moins de"),
                        ],
                        max_length=10,
                        verbose_name="précision",
                    ),
                ),
                (
                    "value",
                    models.DecimalField(decimal_places=4, max_digits=16, verbose_name="valeur"),
                ),
                (
                    "as_of",
                    publishing.text.dates.PartialDateField(
                        max_length=10, verbose_name="valeur à la date de"
                    ),
                ),
                ("is_shown", models.BooleanField(default=False, verbose_name="affichée")),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="Montrée au public à côté du chiffre.",
                        max_length=300,
                        verbose_name="réserve",
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
                    "figure",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="figures.figure",
                        verbose_name="chiffre",
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
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="figures.source",
                        verbose_name="source",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical relevé",
                "verbose_name_plural": "historical relevés",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "qualifier",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("plus de", "plus de"),
                            ("près de", "près de"),
                            ("presque", "presque"),
                            ("environ", "environ"),
                            ("moins de", "moins de"),
                        ],
                        max_length=10,
                        verbose_name="précision",
                    ),
                ),
                (
                    "value",
                    models.DecimalField(decimal_places=4, max_digits=16, verbose_name="valeur"),
                ),
                (
                    "as_of",
                    publishing.text.dates.PartialDateField(
                        max_length=10, verbose_name="valeur à la date de"
                    ),
                ),
                ("is_shown", models.BooleanField(default=False, verbose_name="affichée")),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="Montrée au public à côté du chiffre.",
                        max_length=300,
                        verbose_name="réserve",
                    ),
                ),
                (
                    "figure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to="figures.figure",
                        verbose_name="chiffre",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="figures.source",
                        verbose_name="source",
                    ),
                ),
            ],
            options={
                "verbose_name": "relevé",
                "ordering": ["-is_shown", "-as_of", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_shown", True)),
                        fields=("figure",),
                        name="figures_one_reading_shown",
                        violation_error_message="Un seul relevé peut être affiché par chiffre.",
                    )
                ],
            },
        ),
    ]
