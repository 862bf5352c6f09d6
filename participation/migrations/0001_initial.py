import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import figures.references
import publishing.text.dates


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("figures", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Process",
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
                ("rank", models.PositiveSmallIntegerField(default=0, verbose_name="rang")),
                ("title", models.CharField(max_length=150, verbose_name="titre")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("a-venir", "À venir"),
                            ("en-cours", "En cours"),
                            ("termine", "Terminée"),
                        ],
                        default="a-venir",
                        max_length=10,
                        verbose_name="avancement",
                    ),
                ),
                (
                    "period_label",
                    models.CharField(
                        help_text="« 2016-2017 »", max_length=40, verbose_name="période"
                    ),
                ),
                (
                    "opened_on",
                    publishing.text.dates.PartialDateField(
                        blank=True, max_length=10, null=True, verbose_name="ouverte le"
                    ),
                ),
                (
                    "closed_on",
                    publishing.text.dates.PartialDateField(
                        blank=True, max_length=10, null=True, verbose_name="close le"
                    ),
                ),
                ("organiser", models.CharField(max_length=150, verbose_name="organisateur")),
                (
                    "subject",
                    models.CharField(
                        max_length=300,
                        validators=[figures.references.validate_references],
                        verbose_name="objet",
                    ),
                ),
                (
                    "summary",
                    models.TextField(
                        validators=[figures.references.validate_references], verbose_name="résumé"
                    ),
                ),
                (
                    "how_online",
                    models.TextField(
                        blank=True,
                        validators=[figures.references.validate_references],
                        verbose_name="participer en ligne",
                    ),
                ),
                (
                    "how_offline",
                    models.TextField(
                        blank=True,
                        validators=[figures.references.validate_references],
                        verbose_name="participer autrement",
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        blank=True,
                        help_text="Markdown.",
                        validators=[figures.references.validate_references],
                        verbose_name="récit",
                    ),
                ),
                (
                    "results_expected_on",
                    publishing.text.dates.PartialDateField(
                        blank=True, max_length=10, null=True, verbose_name="résultats annoncés pour"
                    ),
                ),
                (
                    "chart_title",
                    models.CharField(
                        blank=True,
                        help_text="Les chiffres de la démarche qui portent un numéro de barre y sont dessinés.",
                        max_length=150,
                        verbose_name="titre du graphique",
                    ),
                ),
                (
                    "chart_note",
                    models.TextField(
                        blank=True,
                        help_text="Ce que les barres ne disent pas : nombres qui ne s’additionnent pas, doubles…",
                        validators=[figures.references.validate_references],
                        verbose_name="comment lire le graphique",
                    ),
                ),
            ],
            options={
                "verbose_name": "démarche",
                "ordering": ["rank"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HistoricalProcess",
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
                ("rank", models.PositiveSmallIntegerField(default=0, verbose_name="rang")),
                ("title", models.CharField(max_length=150, verbose_name="titre")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("a-venir", "À venir"),
                            ("en-cours", "En cours"),
                            ("termine", "Terminée"),
                        ],
                        default="a-venir",
                        max_length=10,
                        verbose_name="avancement",
                    ),
                ),
                (
                    "period_label",
                    models.CharField(
                        help_text="« 2016-2017 »", max_length=40, verbose_name="période"
                    ),
                ),
                (
                    "opened_on",
                    publishing.text.dates.PartialDateField(
                        blank=True, max_length=10, null=True, verbose_name="ouverte le"
                    ),
                ),
                (
                    "closed_on",
                    publishing.text.dates.PartialDateField(
                        blank=True, max_length=10, null=True, verbose_name="close le"
                    ),
                ),
                ("organiser", models.CharField(max_length=150, verbose_name="organisateur")),
                (
                    "subject",
                    models.CharField(
                        max_length=300,
                        validators=[figures.references.validate_references],
                        verbose_name="objet",
                    ),
                ),
                (
                    "summary",
                    models.TextField(
                        validators=[figures.references.validate_references], verbose_name="résumé"
                    ),
                ),
                (
                    "how_online",
                    models.TextField(
                        blank=True,
                        validators=[figures.references.validate_references],
                        verbose_name="participer en ligne",
                    ),
                ),
                (
                    "how_offline",
                    models.TextField(
                        blank=True,
                        validators=[figures.references.validate_references],
                        verbose_name="participer autrement",
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        blank=True,
                        help_text="Markdown.",
                        validators=[figures.references.validate_references],
                        verbose_name="récit",
                    ),
                ),
                (
                    "results_expected_on",
                    publishing.text.dates.PartialDateField(
                        blank=True, max_length=10, null=True, verbose_name="résultats annoncés pour"
                    ),
                ),
                (
                    "chart_title",
                    models.CharField(
                        blank=True,
                        help_text="Les chiffres de la démarche qui portent un numéro de barre y sont dessinés.",
                        max_length=150,
                        verbose_name="titre du graphique",
                    ),
                ),
                (
                    "chart_note",
                    models.TextField(
                        blank=True,
                        help_text="Ce que les barres ne disent pas : nombres qui ne s’additionnent pas, doubles…",
                        validators=[figures.references.validate_references],
                        verbose_name="comment lire le graphique",
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
                "verbose_name": "historical démarche",
                "verbose_name_plural": "historical démarches",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Phase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(default=0, verbose_name="rang")),
                (
                    "label",
                    models.CharField(
                        max_length=200,
                        validators=[figures.references.validate_references],
                        verbose_name="phase",
                    ),
                ),
                (
                    "start",
                    publishing.text.dates.PartialDateField(
                        blank=True, max_length=10, null=True, verbose_name="début"
                    ),
                ),
                (
                    "end",
                    publishing.text.dates.PartialDateField(
                        blank=True, max_length=10, null=True, verbose_name="fin"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="figures.source",
                        verbose_name="source",
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="phases",
                        to="participation.process",
                    ),
                ),
            ],
            options={
                "verbose_name": "phase",
                "ordering": ["rank", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(default=0, verbose_name="rang")),
                (
                    "text",
                    models.TextField(
                        validators=[figures.references.validate_references],
                        verbose_name="suite donnée",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="figures.source",
                        verbose_name="source",
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outcomes",
                        to="participation.process",
                    ),
                ),
            ],
            options={
                "verbose_name": "suite donnée",
                "verbose_name_plural": "suites données",
                "ordering": ["rank", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(default=0, verbose_name="rang")),
                (
                    "occurred_on",
                    publishing.text.dates.PartialDateField(max_length=10, verbose_name="date"),
                ),
                ("settled_on", models.DateField(editable=False)),
                (
                    "text",
                    models.TextField(
                        validators=[figures.references.validate_references], verbose_name="fait"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="figures.source",
                        verbose_name="source",
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="milestones",
                        to="participation.process",
                    ),
                ),
            ],
            options={
                "verbose_name": "jalon",
                "ordering": ["settled_on", "rank", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HistoricalPhase",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(default=0, verbose_name="rang")),
                (
                    "label",
                    models.CharField(
                        max_length=200,
                        validators=[figures.references.validate_references],
                        verbose_name="phase",
                    ),
                ),
                (
                    "start",
                    publishing.text.dates.PartialDateField(
                        blank=True, max_length=10, null=True, verbose_name="début"
                    ),
                ),
                (
                    "end",
                    publishing.text.dates.PartialDateField(
                        blank=True, max_length=10, null=True, verbose_name="fin"
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
                (
                    "process",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="participation.process",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical phase",
                "verbose_name_plural": "historical phases",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalOutcome",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(default=0, verbose_name="rang")),
                (
                    "text",
                    models.TextField(
                        validators=[figures.references.validate_references],
                        verbose_name="suite donnée",
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
                (
                    "process",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="participation.process",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical suite donnée",
                "verbose_name_plural": "historical suites données",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalMilestone",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(default=0, verbose_name="rang")),
                (
                    "occurred_on",
                    publishing.text.dates.PartialDateField(max_length=10, verbose_name="date"),
                ),
                ("settled_on", models.DateField(editable=False)),
                (
                    "text",
                    models.TextField(
                        validators=[figures.references.validate_references], verbose_name="fait"
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
                (
                    "process",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="participation.process",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical jalon",
                "verbose_name_plural": "historical jalons",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDocument",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="titre")),
                ("url", models.URLField(max_length=500, verbose_name="adresse")),
                (
                    "format_label",
                    models.CharField(
                        blank=True,
                        help_text="« PDF, 2 Mo, français »",
                        max_length=60,
                        verbose_name="format, poids, langue",
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(default=0, verbose_name="rang")),
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
                (
                    "process",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="participation.process",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical document",
                "verbose_name_plural": "historical documents",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ProcessFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(default=0, verbose_name="rang")),
                (
                    "bar",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Le premier chiffre d’un numéro fait la barre, les suivants la précisent.",
                        null=True,
                        verbose_name="barre du graphique",
                    ),
                ),
                (
                    "figure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="figures.figure",
                        verbose_name="chiffre",
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="key_figures",
                        to="participation.process",
                    ),
                ),
            ],
            options={
                "verbose_name": "chiffre de la démarche",
                "verbose_name_plural": "chiffres de la démarche",
                "ordering": ["rank", "pk"],
            },
        ),
        migrations.AddField(
            model_name="process",
            name="figures",
            field=models.ManyToManyField(
                related_name="processes", through="participation.ProcessFigure", to="figures.figure"
            ),
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="titre")),
                ("url", models.URLField(max_length=500, verbose_name="adresse")),
                (
                    "format_label",
                    models.CharField(
                        blank=True,
                        help_text="« PDF, 2 Mo, français »",
                        max_length=60,
                        verbose_name="format, poids, langue",
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(default=0, verbose_name="rang")),
                (
                    "process",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="participation.process",
                    ),
                ),
            ],
            options={
                "verbose_name": "document",
                "ordering": ["rank", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True),
                        name="participation_document_titled",
                    ),
                    models.UniqueConstraint(
                        models.F("process"), models.F("url"), name="participation_document_once"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="processfigure",
            constraint=models.UniqueConstraint(
                fields=("process", "figure"), name="participation_figure_once_per_process"
            ),
        ),
        migrations.AddConstraint(
            model_name="process",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("publish_at__isnull", True),
                    ("unpublish_at__isnull", True),
                    ("unpublish_at__gt", models.F("publish_at")),
                    _connector="OR",
                ),
                name="participation_process_retired_after_published",
                violation_error_message="La date de retrait vient avant la date de publication.",
            ),
        ),
    ]
