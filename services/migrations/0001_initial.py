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
            name="HistoricalService",
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
                ("name", models.CharField(max_length=120, verbose_name="nom")),
                (
                    "body",
                    models.CharField(
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
                    "summary",
                    models.CharField(
                        max_length=250,
                        validators=[figures.references.validate_references],
                        verbose_name="en une phrase",
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        blank=True,
                        help_text="Markdown.",
                        validators=[figures.references.validate_references],
                        verbose_name="présentation",
                    ),
                ),
                (
                    "needs",
                    models.CharField(
                        blank=True,
                        help_text="Ce que l’on cherche pour trouver ce service : « poubelle, ordures, tri ».",
                        max_length=250,
                        verbose_name="mots des habitants",
                    ),
                ),
                (
                    "hours",
                    models.TextField(
                        blank=True,
                        help_text="Une ligne par jour.",
                        verbose_name="jours et horaires",
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="téléphone")),
                (
                    "address",
                    models.CharField(blank=True, max_length=200, verbose_name="adresse d’accueil"),
                ),
                (
                    "procedure_url",
                    models.URLField(
                        blank=True,
                        help_text="La page du site de la collectivité.",
                        verbose_name="démarche en ligne",
                    ),
                ),
                (
                    "practical_on",
                    publishing.text.dates.PartialDateField(
                        blank=True,
                        help_text="Quand ces renseignements ont été vérifiés : « septembre 2025 ».",
                        max_length=10,
                        null=True,
                        verbose_name="renseignements de",
                    ),
                ),
                (
                    "answers_for_all",
                    models.BooleanField(
                        default=False,
                        help_text="Les pages où un renseignement manque envoient ici.",
                        verbose_name="accueil de tous les services",
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
                    "practical_source",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="figures.source",
                        verbose_name="source des renseignements",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical service",
                "verbose_name_plural": "historical services",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Service",
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
                ("name", models.CharField(max_length=120, verbose_name="nom")),
                (
                    "body",
                    models.CharField(
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
                    "summary",
                    models.CharField(
                        max_length=250,
                        validators=[figures.references.validate_references],
                        verbose_name="en une phrase",
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        blank=True,
                        help_text="Markdown.",
                        validators=[figures.references.validate_references],
                        verbose_name="présentation",
                    ),
                ),
                (
                    "needs",
                    models.CharField(
                        blank=True,
                        help_text="Ce que l’on cherche pour trouver ce service : « poubelle, ordures, tri ».",
                        max_length=250,
                        verbose_name="mots des habitants",
                    ),
                ),
                (
                    "hours",
                    models.TextField(
                        blank=True,
                        help_text="Une ligne par jour.",
                        verbose_name="jours et horaires",
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="téléphone")),
                (
                    "address",
                    models.CharField(blank=True, max_length=200, verbose_name="adresse d’accueil"),
                ),
                (
                    "procedure_url",
                    models.URLField(
                        blank=True,
                        help_text="La page du site de la collectivité.",
                        verbose_name="démarche en ligne",
                    ),
                ),
                (
                    "practical_on",
                    publishing.text.dates.PartialDateField(
                        blank=True,
                        help_text="Quand ces renseignements ont été vérifiés : « septembre 2025 ».",
                        max_length=10,
                        null=True,
                        verbose_name="renseignements de",
                    ),
                ),
                (
                    "answers_for_all",
                    models.BooleanField(
                        default=False,
                        help_text="Les pages où un renseignement manque envoient ici.",
                        verbose_name="accueil de tous les services",
                    ),
                ),
                (
                    "figures",
                    models.ManyToManyField(
                        blank=True,
                        related_name="services",
                        to="figures.figure",
                        verbose_name="chiffres",
                    ),
                ),
                (
                    "practical_source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="figures.source",
                        verbose_name="source des renseignements",
                    ),
                ),
            ],
            options={
                "verbose_name": "service",
                "ordering": ["name"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Moment",
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
                ("time", models.TimeField(verbose_name="heure")),
                (
                    "rank",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="Départage les moments d’une même heure.",
                        verbose_name="rang",
                    ),
                ),
                (
                    "ends_at",
                    models.TimeField(
                        blank=True,
                        help_text="Si elle est connue. Vide : le moment n’est annoncé que pendant son heure.",
                        null=True,
                        verbose_name="fin",
                    ),
                ),
                (
                    "is_all_day",
                    models.BooleanField(
                        default=False,
                        help_text="24 heures sur 24.",
                        verbose_name="sans interruption",
                    ),
                ),
                (
                    "days",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("tous", "Tous les jours"),
                            ("lun-ven", "Du lundi au vendredi"),
                            ("lun-sam", "Du lundi au samedi"),
                            ("mar-sam", "Du mardi au samedi"),
                            ("sam-dim", "Le samedi et le dimanche"),
                        ],
                        help_text="Vide : non précisés ; le moment n’est annoncé que du lundi au vendredi.",
                        max_length=8,
                        verbose_name="jours",
                    ),
                ),
                ("title", models.CharField(max_length=80, verbose_name="titre")),
                (
                    "text",
                    models.TextField(
                        help_text="Une ou deux phrases ; les chiffres par leur clé : [[lignes-de-bus]].",
                        validators=[figures.references.validate_references],
                        verbose_name="texte",
                    ),
                ),
                (
                    "reservation",
                    models.CharField(
                        blank=True,
                        help_text="Montrée au public : ce qui est douteux ou à compléter.",
                        max_length=300,
                        validators=[figures.references.validate_references],
                        verbose_name="réserve",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moments",
                        to="services.service",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "verbose_name": "moment de la journée",
                "verbose_name_plural": "moments de la journée",
                "ordering": ["time", "rank"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Landmark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "occurred_on",
                    publishing.text.dates.PartialDateField(
                        blank=True, max_length=10, null=True, verbose_name="date"
                    ),
                ),
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
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="landmarks",
                        to="services.service",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "verbose_name": "repère",
                "ordering": ["occurred_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalService_figures",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "figure",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="figures.figure",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="services.historicalservice",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="services.service",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalService_figures",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalMoment",
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
                ("time", models.TimeField(verbose_name="heure")),
                (
                    "rank",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="Départage les moments d’une même heure.",
                        verbose_name="rang",
                    ),
                ),
                (
                    "ends_at",
                    models.TimeField(
                        blank=True,
                        help_text="Si elle est connue. Vide : le moment n’est annoncé que pendant son heure.",
                        null=True,
                        verbose_name="fin",
                    ),
                ),
                (
                    "is_all_day",
                    models.BooleanField(
                        default=False,
                        help_text="24 heures sur 24.",
                        verbose_name="sans interruption",
                    ),
                ),
                (
                    "days",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("tous", "Tous les jours"),
                            ("lun-ven", "Du lundi au vendredi"),
                            ("lun-sam", "Du lundi au samedi"),
                            ("mar-sam", "Du mardi au samedi"),
                            ("sam-dim", "Le samedi et le dimanche"),
                        ],
                        help_text="Vide : non précisés ; le moment n’est annoncé que du lundi au vendredi.",
                        max_length=8,
                        verbose_name="jours",
                    ),
                ),
                ("title", models.CharField(max_length=80, verbose_name="titre")),
                (
                    "text",
                    models.TextField(
                        help_text="Une ou deux phrases ; les chiffres par leur clé : [[lignes-de-bus]].",
                        validators=[figures.references.validate_references],
                        verbose_name="texte",
                    ),
                ),
                (
                    "reservation",
                    models.CharField(
                        blank=True,
                        help_text="Montrée au public : ce qui est douteux ou à compléter.",
                        max_length=300,
                        validators=[figures.references.validate_references],
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
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="services.service",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical moment de la journée",
                "verbose_name_plural": "historical moments de la journée",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalLandmark",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "occurred_on",
                    publishing.text.dates.PartialDateField(
                        blank=True, max_length=10, null=True, verbose_name="date"
                    ),
                ),
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
                    "service",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="services.service",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical repère",
                "verbose_name_plural": "historical repères",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("publish_at__isnull", True),
                    ("unpublish_at__isnull", True),
                    ("unpublish_at__gt", models.F("publish_at")),
                    _connector="OR",
                ),
                name="services_service_retired_after_published",
                violation_error_message="La date de retrait vient avant la date de publication.",
            ),
        ),
        migrations.AddConstraint(
            model_name="moment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("publish_at__isnull", True),
                    ("unpublish_at__isnull", True),
                    ("unpublish_at__gt", models.F("publish_at")),
                    _connector="OR",
                ),
                name="services_moment_retired_after_published",
                violation_error_message="La date de retrait vient avant la date de publication.",
            ),
        ),
        migrations.AddConstraint(
            model_name="moment",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_all_day", False), ("ends_at", None), _connector="OR"),
                name="services_moment_all_day_has_no_end",
                violation_error_message="« Sans interruption » n’a pas de fin : choisissez.",
            ),
        ),
        migrations.AddConstraint(
            model_name="moment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_at", None),
                    models.Q(("ends_at", models.F("time")), _negated=True),
                    _connector="OR",
                ),
                name="services_moment_lasts",
                violation_error_message="La fin est l’heure du début : donnez la vraie, ou laissez-la vide.",
            ),
        ),
        migrations.AddConstraint(
            model_name="moment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("days__in", ["", "tous", "lun-ven", "lun-sam", "mar-sam", "sam-dim"])
                ),
                name="services_moment_days_known",
            ),
        ),
    ]
