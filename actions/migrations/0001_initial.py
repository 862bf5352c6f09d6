import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import actions.models.imports
import figures.references
import publishing.text.dates


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("figures", "0001_initial"),
        ("participation", "0001_initial"),
        ("services", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Theme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="Permanente : ne plus la changer.",
                        unique=True,
                        verbose_name="adresse",
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="nom")),
                ("rank", models.PositiveSmallIntegerField(default=0, verbose_name="rang")),
            ],
            options={
                "verbose_name": "thème",
                "ordering": ["rank"],
            },
        ),
        migrations.CreateModel(
            name="Action",
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
                    "summary",
                    models.TextField(
                        blank=True,
                        validators=[figures.references.refuse_references],
                        verbose_name="résumé en mots simples",
                    ),
                ),
                (
                    "summary_as_of",
                    publishing.text.dates.PartialDateField(
                        blank=True,
                        help_text="La date du dernier fait qu’il raconte. Une étape plus récente le signale au public et ici, jusqu’à ce qu’il soit relu.",
                        max_length=10,
                        null=True,
                        verbose_name="résumé à jour au",
                    ),
                ),
                (
                    "number",
                    models.PositiveIntegerField(
                        help_text="Il figure dans l’adresse de la page.",
                        unique=True,
                        verbose_name="numéro",
                    ),
                ),
                (
                    "is_number_provisional",
                    models.BooleanField(
                        default=False,
                        help_text="Le numéro officiel n’est pas connu.",
                        verbose_name="numéro provisoire",
                    ),
                ),
                (
                    "first_number",
                    models.PositiveIntegerField(
                        blank=True,
                        editable=False,
                        null=True,
                        unique=True,
                        verbose_name="premier numéro",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="intitulé")),
                (
                    "official_title",
                    models.CharField(
                        blank=True,
                        help_text="Tel qu’annoncé ; jamais modifié.",
                        max_length=300,
                        verbose_name="intitulé officiel",
                    ),
                ),
                (
                    "body",
                    models.CharField(
                        choices=[
                            ("ville", "Ville d’Alès"),
                            ("agglomeration", "Alès Agglomération"),
                            ("ccas", "CCAS d’Alès"),
                        ],
                        default="ville",
                        max_length=20,
                        verbose_name="organisme",
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="lieu")),
                (
                    "budget_spent",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="budget dépensé (€)",
                    ),
                ),
                (
                    "next_review_on",
                    models.DateField(
                        blank=True,
                        help_text="Promise au public.",
                        null=True,
                        verbose_name="prochaine mise à jour le",
                    ),
                ),
                (
                    "reservation",
                    models.TextField(
                        blank=True,
                        help_text="Montrée au public : ce qui est douteux ou à compléter.",
                        verbose_name="réserve",
                    ),
                ),
                (
                    "criterion",
                    models.TextField(
                        blank=True,
                        help_text="Ce qui dira que c’est fait, tel qu’écrit à l’annonce.",
                        validators=[figures.references.refuse_references],
                        verbose_name="critère",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("realisee", "Réalisée"),
                            ("en-cours", "En cours"),
                            ("a-venir", "À venir"),
                            ("suspendue", "Suspendue"),
                            ("abandonnee", "Abandonnée"),
                            ("inconnu", "Statut inconnu"),
                        ],
                        default="a-venir",
                        editable=False,
                        max_length=12,
                        verbose_name="statut",
                    ),
                ),
                (
                    "certainty",
                    models.CharField(
                        choices=[
                            ("prouvee", "Prouvée"),
                            ("deduite", "Déduite"),
                            ("inconnue", "Inconnue"),
                        ],
                        default="inconnue",
                        editable=False,
                        max_length=8,
                        verbose_name="certitude",
                    ),
                ),
                (
                    "is_partial",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="réalisée en partie"
                    ),
                ),
                (
                    "planned_on",
                    publishing.text.dates.PartialDateField(
                        editable=False, max_length=10, null=True, verbose_name="fin prévue"
                    ),
                ),
                (
                    "cost_low",
                    models.PositiveBigIntegerField(
                        editable=False, null=True, verbose_name="budget prévu (€)"
                    ),
                ),
                (
                    "cost_high",
                    models.PositiveBigIntegerField(
                        editable=False, null=True, verbose_name="budget prévu, au plus (€)"
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="participation.process",
                        verbose_name="démarche d’origine",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="services.service",
                        verbose_name="service",
                    ),
                ),
                (
                    "sources",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="figures.source", verbose_name="sources"
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="actions.theme",
                        verbose_name="thème",
                    ),
                ),
            ],
            options={
                "verbose_name": "action",
                "ordering": ["number"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HistoricalAction",
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
                    "summary",
                    models.TextField(
                        blank=True,
                        validators=[figures.references.refuse_references],
                        verbose_name="résumé en mots simples",
                    ),
                ),
                (
                    "summary_as_of",
                    publishing.text.dates.PartialDateField(
                        blank=True,
                        help_text="La date du dernier fait qu’il raconte. Une étape plus récente le signale au public et ici, jusqu’à ce qu’il soit relu.",
                        max_length=10,
                        null=True,
                        verbose_name="résumé à jour au",
                    ),
                ),
                (
                    "number",
                    models.PositiveIntegerField(
                        db_index=True,
                        help_text="Il figure dans l’adresse de la page.",
                        verbose_name="numéro",
                    ),
                ),
                (
                    "is_number_provisional",
                    models.BooleanField(
                        default=False,
                        help_text="Le numéro officiel n’est pas connu.",
                        verbose_name="numéro provisoire",
                    ),
                ),
                (
                    "first_number",
                    models.PositiveIntegerField(
                        blank=True,
                        db_index=True,
                        editable=False,
                        null=True,
                        verbose_name="premier numéro",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="intitulé")),
                (
                    "official_title",
                    models.CharField(
                        blank=True,
                        help_text="Tel qu’annoncé ; jamais modifié.",
                        max_length=300,
                        verbose_name="intitulé officiel",
                    ),
                ),
                (
                    "body",
                    models.CharField(
                        choices=[
                            ("ville", "Ville d’Alès"),
                            ("agglomeration", "Alès Agglomération"),
                            ("ccas", "CCAS d’Alès"),
                        ],
                        default="ville",
                        max_length=20,
                        verbose_name="organisme",
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="lieu")),
                (
                    "budget_spent",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="budget dépensé (€)",
                    ),
                ),
                (
                    "next_review_on",
                    models.DateField(
                        blank=True,
                        help_text="Promise au public.",
                        null=True,
                        verbose_name="prochaine mise à jour le",
                    ),
                ),
                (
                    "reservation",
                    models.TextField(
                        blank=True,
                        help_text="Montrée au public : ce qui est douteux ou à compléter.",
                        verbose_name="réserve",
                    ),
                ),
                (
                    "criterion",
                    models.TextField(
                        blank=True,
                        help_text="Ce qui dira que c’est fait, tel qu’écrit à l’annonce.",
                        validators=[figures.references.refuse_references],
                        verbose_name="critère",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("realisee", "Réalisée"),
                            ("en-cours", "En cours"),
                            ("a-venir", "À venir"),
                            ("suspendue", "Suspendue"),
                            ("abandonnee", "Abandonnée"),
                            ("inconnu", "Statut inconnu"),
                        ],
                        default="a-venir",
                        editable=False,
                        max_length=12,
                        verbose_name="statut",
                    ),
                ),
                (
                    "certainty",
                    models.CharField(
                        choices=[
                            ("prouvee", "Prouvée"),
                            ("deduite", "Déduite"),
                            ("inconnue", "Inconnue"),
                        ],
                        default="inconnue",
                        editable=False,
                        max_length=8,
                        verbose_name="certitude",
                    ),
                ),
                (
                    "is_partial",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="réalisée en partie"
                    ),
                ),
                (
                    "planned_on",
                    publishing.text.dates.PartialDateField(
                        editable=False, max_length=10, null=True, verbose_name="fin prévue"
                    ),
                ),
                (
                    "cost_low",
                    models.PositiveBigIntegerField(
                        editable=False, null=True, verbose_name="budget prévu (€)"
                    ),
                ),
                (
                    "cost_high",
                    models.PositiveBigIntegerField(
                        editable=False, null=True, verbose_name="budget prévu, au plus (€)"
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
                    "process",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="participation.process",
                        verbose_name="démarche d’origine",
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
                (
                    "theme",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actions.theme",
                        verbose_name="thème",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical action",
                "verbose_name_plural": "historical actions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAction_sources",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actions.action",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="actions.historicalaction",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="figures.source",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalAction_sources",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalTally",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "said_on",
                    publishing.text.dates.PartialDateField(max_length=10, verbose_name="publié le"),
                ),
                ("settled_on", models.DateField(editable=False, verbose_name="compte à partir du")),
                (
                    "author",
                    models.CharField(
                        help_text="Comme après « selon » : la Ville d’Alès.",
                        max_length=120,
                        verbose_name="auteur",
                    ),
                ),
                (
                    "is_official",
                    models.BooleanField(
                        default=False,
                        help_text="Le plus récent de ses bilans chiffrés est montré en tête des pages.",
                        verbose_name="parole de la collectivité",
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="ce qui a été dit")),
                (
                    "total",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="actions en tout"
                    ),
                ),
                (
                    "done",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="réalisées"),
                ),
                (
                    "ongoing",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="en cours"),
                ),
                (
                    "upcoming",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Vide si personne ne l’a publié, même quand une soustraction le donnerait.",
                        null=True,
                        verbose_name="à venir",
                    ),
                ),
                (
                    "share",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="part réalisée (%)",
                    ),
                ),
                (
                    "is_approximate",
                    models.BooleanField(default=False, verbose_name="part approximative"),
                ),
                (
                    "is_of_plan",
                    models.BooleanField(
                        default=True,
                        help_text="Non coché : une autre liste d’actions.",
                        verbose_name="porte sur ce plan",
                    ),
                ),
                (
                    "due_on",
                    publishing.text.dates.PartialDateField(
                        blank=True,
                        help_text="« D’ici 2020 » : 2020.",
                        max_length=10,
                        null=True,
                        verbose_name="échéance annoncée du plan",
                    ),
                ),
                (
                    "closes_plan",
                    models.BooleanField(default=False, verbose_name="dit le plan achevé"),
                ),
                (
                    "reservation",
                    models.CharField(
                        blank=True,
                        help_text="Montrée au public.",
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
                "verbose_name": "historical bilan",
                "verbose_name_plural": "historical bilans",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalTheme",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="Permanente : ne plus la changer.", verbose_name="adresse"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="nom")),
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
            ],
            options={
                "verbose_name": "historical thème",
                "verbose_name_plural": "historical thèmes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    models.CharField(
                        blank=True, editable=False, max_length=60, verbose_name="fichier gardé"
                    ),
                ),
                (
                    "original_name",
                    models.CharField(blank=True, max_length=200, verbose_name="nom du fichier"),
                ),
                (
                    "file_digest",
                    models.CharField(
                        blank=True, max_length=64, verbose_name="empreinte du fichier"
                    ),
                ),
                ("format", models.CharField(blank=True, max_length=10, verbose_name="format")),
                (
                    "previewed_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="lu le"),
                ),
                (
                    "expires_at",
                    models.DateTimeField(
                        default=actions.models.imports.expiry,
                        verbose_name="aperçu valable jusqu’au",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("lecture", "Lecture en cours"),
                            ("apercu", "Aperçu"),
                            ("refuse", "Refusé"),
                            ("applique", "Appliqué"),
                            ("annule", "Annulé"),
                            ("abandonne", "Abandonné"),
                        ],
                        default="lecture",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "applied_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="appliqué le"),
                ),
                (
                    "creates",
                    models.BooleanField(default=False, verbose_name="crée les actions inconnues"),
                ),
                ("counts", models.JSONField(blank=True, default=dict, verbose_name="comptes")),
                ("notes", models.JSONField(blank=True, default=list, verbose_name="remarques")),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="auteur",
                    ),
                ),
                (
                    "undoes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="actions.importrun",
                        verbose_name="annule",
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "ordering": ["-previewed_at", "-pk"],
                "permissions": [("import_action", "Peut importer un tableur d’actions")],
            },
        ),
        migrations.CreateModel(
            name="ImportChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("champ", "Champ modifié"),
                            ("etape", "Étape ajoutée"),
                            ("creation", "Action créée"),
                            ("numero", "Numéro officiel"),
                            ("erreur", "Erreur"),
                        ],
                        max_length=10,
                        verbose_name="genre",
                    ),
                ),
                ("number", models.PositiveIntegerField(null=True, verbose_name="numéro")),
                ("sheet", models.CharField(blank=True, max_length=60, verbose_name="feuille")),
                ("row", models.PositiveIntegerField(null=True, verbose_name="ligne")),
                ("field", models.CharField(blank=True, max_length=30, verbose_name="champ")),
                ("column", models.CharField(blank=True, max_length=120, verbose_name="colonne")),
                ("reference", models.CharField(blank=True, max_length=12, verbose_name="cellule")),
                ("before", models.JSONField(null=True, verbose_name="avant")),
                ("after", models.JSONField(null=True, verbose_name="après")),
                ("message", models.TextField(blank=True, verbose_name="message")),
                (
                    "action",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="actions.action",
                        verbose_name="action",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="actions.importrun",
                        verbose_name="import",
                    ),
                ),
            ],
            options={
                "verbose_name": "changement demandé",
                "verbose_name_plural": "changements demandés",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "planned_on",
                    publishing.text.dates.PartialDateField(
                        blank=True,
                        help_text="Promise au public ce jour-là, aussi précise qu’annoncée : juin 2025, T3 2024.",
                        max_length=10,
                        null=True,
                        verbose_name="fin annoncée",
                    ),
                ),
                (
                    "cost_low",
                    models.PositiveBigIntegerField(
                        blank=True,
                        help_text="En euros entiers.",
                        null=True,
                        verbose_name="coût annoncé, au moins (€)",
                    ),
                ),
                (
                    "cost_high",
                    models.PositiveBigIntegerField(
                        blank=True,
                        help_text="Le même montant quand ce n’est pas une fourchette.",
                        null=True,
                        verbose_name="coût annoncé, au plus (€)",
                    ),
                ),
                (
                    "is_partial",
                    models.BooleanField(
                        default=False,
                        help_text="Le statut reste « Réalisée » ; la réserve dit ce qui manque.",
                        verbose_name="réalisée en partie",
                    ),
                ),
                (
                    "rank",
                    models.PositiveIntegerField(editable=False, unique=True, verbose_name="rang"),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(editable=False, verbose_name="enregistrée le"),
                ),
                (
                    "previous_digest",
                    models.CharField(
                        editable=False,
                        max_length=64,
                        unique=True,
                        verbose_name="empreinte précédente",
                    ),
                ),
                (
                    "digest",
                    models.CharField(
                        editable=False, max_length=64, unique=True, verbose_name="empreinte"
                    ),
                ),
                (
                    "salts",
                    models.JSONField(blank=True, default=dict, editable=False, verbose_name="sels"),
                ),
                (
                    "is_redacted",
                    models.BooleanField(default=False, editable=False, verbose_name="mots retirés"),
                ),
                (
                    "evidence_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("lien", "Lien"),
                            ("document", "Document"),
                            ("photo", "Photographie"),
                        ],
                        max_length=10,
                        verbose_name="genre de preuve",
                    ),
                ),
                (
                    "evidence_title",
                    models.CharField(blank=True, max_length=200, verbose_name="titre de la preuve"),
                ),
                (
                    "evidence_url",
                    models.URLField(
                        blank=True, max_length=500, verbose_name="adresse de la preuve"
                    ),
                ),
                (
                    "evidence_seen_on",
                    models.DateField(blank=True, null=True, verbose_name="preuve vue le"),
                ),
                (
                    "evidence_alt",
                    models.CharField(
                        blank=True,
                        help_text="Ce que montre la photographie, en une phrase, pour qui ne la voit pas.",
                        max_length=250,
                        verbose_name="texte de remplacement",
                    ),
                ),
                (
                    "evidence_digest",
                    models.CharField(
                        blank=True,
                        editable=False,
                        max_length=64,
                        verbose_name="empreinte de la preuve",
                    ),
                ),
                ("evidence_width", models.PositiveIntegerField(editable=False, null=True)),
                ("evidence_height", models.PositiveIntegerField(editable=False, null=True)),
                (
                    "text",
                    models.TextField(
                        validators=[
                            figures.references.refuse_references,
                            django.core.validators.MaxLengthValidator(1500),
                        ],
                        verbose_name="ce qui s’est passé",
                    ),
                ),
                (
                    "occurred_on",
                    publishing.text.dates.PartialDateField(max_length=10, verbose_name="date"),
                ),
                ("settled_on", models.DateField(editable=False, verbose_name="compte à partir du")),
                (
                    "status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("realisee", "Réalisée"),
                            ("en-cours", "En cours"),
                            ("a-venir", "À venir"),
                            ("suspendue", "Suspendue"),
                            ("abandonnee", "Abandonnée"),
                            ("inconnu", "Statut inconnu"),
                        ],
                        help_text="Vide : une nouvelle, qui ne change pas le statut.",
                        max_length=12,
                        verbose_name="statut atteint",
                    ),
                ),
                (
                    "certainty",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("prouvee", "Prouvée"),
                            ("deduite", "Déduite"),
                            ("inconnue", "Inconnue"),
                        ],
                        help_text="Prouvée : une source le dit. Déduite : la réserve dit de quels faits datés.",
                        max_length=8,
                        verbose_name="certitude",
                    ),
                ),
                (
                    "reservation",
                    models.TextField(
                        blank=True,
                        help_text="Montrée au public : date déduite, statut provisoire…",
                        verbose_name="réserve",
                    ),
                ),
                (
                    "new_number",
                    models.PositiveIntegerField(
                        blank=True,
                        editable=False,
                        help_text="Le numéro que l’action porte à partir de cette étape.",
                        null=True,
                        verbose_name="nouveau numéro",
                    ),
                ),
                (
                    "published_body",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ville", "Ville d’Alès"),
                            ("agglomeration", "Alès Agglomération"),
                            ("ccas", "CCAS d’Alès"),
                        ],
                        help_text="Vide : l’organisme qui mène l’action.",
                        max_length=20,
                        verbose_name="organisme qui publie",
                    ),
                ),
                (
                    "published_service",
                    models.CharField(
                        blank=True,
                        help_text="Public. Un service, jamais le nom d’une personne.",
                        max_length=120,
                        verbose_name="service qui publie",
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="actions.action",
                        verbose_name="action",
                    ),
                ),
                (
                    "corrects",
                    models.OneToOneField(
                        blank=True,
                        error_messages={
                            "unique": "Cette étape est déjà rectifiée : désignez plutôt celle qui la remplace."
                        },
                        help_text="L’étape erronée que celle-ci remplace.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="correction",
                        to="actions.event",
                        verbose_name="rectifie",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        help_text="L’action sort du plan parce qu’une autre la reprend.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absorptions",
                        to="actions.action",
                        verbose_name="regroupée avec",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="enregistrée par",
                    ),
                ),
                (
                    "import_run",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="actions.importrun",
                        verbose_name="import",
                    ),
                ),
            ],
            options={
                "verbose_name": "étape",
                "ordering": ["-settled_on", "-rank"],
            },
        ),
        migrations.CreateModel(
            name="Redaction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cells", models.JSONField(default=list, verbose_name="mots à retirer")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("personne", "Une personne est nommée, ou reconnaissable"),
                            ("coordonnees", "Des coordonnées : téléphone, adresse, courriel"),
                            ("vie-privee", "La santé, la famille, les opinions de quelqu’un"),
                            ("demande", "La personne le demande (article 17 du RGPD)"),
                            ("atteinte", "Une injure ou une accusation contre quelqu’un"),
                        ],
                        max_length=12,
                        verbose_name="raison",
                    ),
                ),
                (
                    "asked_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="demandé le"
                    ),
                ),
                (
                    "confirmed_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="retiré le"),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="demandé par",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confirmé par",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redactions",
                        to="actions.event",
                        verbose_name="étape",
                    ),
                ),
            ],
            options={
                "verbose_name": "retrait de mots",
                "verbose_name_plural": "retraits de mots",
                "ordering": ["-asked_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "said_on",
                    publishing.text.dates.PartialDateField(max_length=10, verbose_name="publié le"),
                ),
                ("settled_on", models.DateField(editable=False, verbose_name="compte à partir du")),
                (
                    "author",
                    models.CharField(
                        help_text="Comme après « selon » : la Ville d’Alès.",
                        max_length=120,
                        verbose_name="auteur",
                    ),
                ),
                (
                    "is_official",
                    models.BooleanField(
                        default=False,
                        help_text="Le plus récent de ses bilans chiffrés est montré en tête des pages.",
                        verbose_name="parole de la collectivité",
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="ce qui a été dit")),
                (
                    "total",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="actions en tout"
                    ),
                ),
                (
                    "done",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="réalisées"),
                ),
                (
                    "ongoing",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="en cours"),
                ),
                (
                    "upcoming",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Vide si personne ne l’a publié, même quand une soustraction le donnerait.",
                        null=True,
                        verbose_name="à venir",
                    ),
                ),
                (
                    "share",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="part réalisée (%)",
                    ),
                ),
                (
                    "is_approximate",
                    models.BooleanField(default=False, verbose_name="part approximative"),
                ),
                (
                    "is_of_plan",
                    models.BooleanField(
                        default=True,
                        help_text="Non coché : une autre liste d’actions.",
                        verbose_name="porte sur ce plan",
                    ),
                ),
                (
                    "due_on",
                    publishing.text.dates.PartialDateField(
                        blank=True,
                        help_text="« D’ici 2020 » : 2020.",
                        max_length=10,
                        null=True,
                        verbose_name="échéance annoncée du plan",
                    ),
                ),
                (
                    "closes_plan",
                    models.BooleanField(default=False, verbose_name="dit le plan achevé"),
                ),
                (
                    "reservation",
                    models.CharField(
                        blank=True,
                        help_text="Montrée au public.",
                        max_length=300,
                        verbose_name="réserve",
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
            ],
            options={
                "verbose_name": "bilan",
                "ordering": ["settled_on", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["lecture", "apercu", "refuse", "abandonne"]),
                    ("applied_at__isnull", False),
                    _connector="OR",
                ),
                name="actions_importrun_applied_is_dated",
            ),
        ),
        migrations.AddIndex(
            model_name="importchange",
            index=models.Index(fields=["run", "kind", "id"], name="actions_imp_run_id_f93d83_idx"),
        ),
        migrations.AddIndex(
            model_name="importchange",
            index=models.Index(
                fields=["run", "action", "id"], name="actions_imp_run_id_88f446_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                fields=["action", "-settled_on", "-rank"], name="actions_eve_action__f21f5d_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("status", ""), _negated=True),
                fields=["action", "settled_on", "rank", "status"],
                name="actions_event_statuses",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("new_number__isnull", False)),
                fields=["rank"],
                name="actions_event_new_numbers",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("evidence_kind", "lien"), _negated=True),
                    models.Q(("evidence_url", ""), _negated=True),
                    ("is_redacted", True),
                    _connector="OR",
                ),
                name="actions_event_link_has_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("evidence_kind__in", ["document", "photo"]), _negated=True),
                    models.Q(
                        models.Q(("evidence_url", ""), _negated=True),
                        models.Q(("evidence_digest", ""), _negated=True),
                    ),
                    ("is_redacted", True),
                    _connector="OR",
                ),
                name="actions_event_file_is_kept",
                violation_error_message="Une preuve déposée demande son fichier.",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("evidence_kind", "photo"), _negated=True),
                    models.Q(("evidence_alt", ""), _negated=True),
                    ("is_redacted", True),
                    _connector="OR",
                ),
                name="actions_event_photo_is_described",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cost_high__isnull", True), ("cost_low__isnull", True)),
                    models.Q(
                        ("cost_high__isnull", False),
                        ("cost_low__isnull", False),
                        ("cost_low__lte", models.F("cost_high")),
                    ),
                    _connector="OR",
                ),
                name="actions_event_cost_is_a_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_partial", False),
                    models.Q(("status", "realisee"), models.Q(("reservation", ""), _negated=True)),
                    _connector="OR",
                ),
                name="actions_event_part_done_says_what_lacks",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "",
                            "realisee",
                            "en-cours",
                            "a-venir",
                            "suspendue",
                            "abandonnee",
                            "inconnu",
                        ],
                    )
                ),
                name="actions_event_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "realisee"), _negated=True),
                    models.Q(("evidence_kind", ""), _negated=True),
                    models.Q(("reservation", ""), _negated=True),
                    ("is_redacted", True),
                    _connector="OR",
                ),
                name="actions_event_done_needs_evidence",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("certainty__in", ["prouvee", "deduite", "inconnue"])),
                name="actions_event_certainty_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("certainty", "inconnue"), ("status", "inconnu")),
                    models.Q(
                        models.Q(("status", "inconnu"), _negated=True),
                        models.Q(("certainty", "inconnue"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="actions_event_unknown_is_uncertain",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("certainty", "deduite"), _negated=True),
                    models.Q(("reservation", ""), _negated=True),
                    ("is_redacted", True),
                    _connector="OR",
                ),
                name="actions_event_deduction_is_explained",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("certainty", "prouvee"), ("status", "realisee"), _negated=True),
                    models.Q(("evidence_kind", ""), _negated=True),
                    _connector="OR",
                ),
                name="actions_event_proved_done_has_evidence",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into__isnull", True), ("status", "abandonnee"), _connector="OR"
                ),
                name="actions_event_merged_leaves_the_plan",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("new_number__isnull", True),
                    models.Q(("new_number__gt", 0), ("status", "")),
                    _connector="OR",
                ),
                name="actions_event_new_number_moves_no_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="redaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at", None), ("confirmed_by", None)),
                    models.Q(
                        ("confirmed_at__isnull", False),
                        ("confirmed_by__isnull", False),
                        models.Q(("confirmed_by", models.F("asked_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="actions_redaction_takes_two_persons",
            ),
        ),
        migrations.AddConstraint(
            model_name="redaction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("confirmed_at", None)),
                fields=("event",),
                name="actions_redaction_asked_once",
                violation_error_message="Un retrait est déjà demandé pour cette étape : une autre personne doit le confirmer.",
            ),
        ),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("share__isnull", True), ("share__range", (0, 100)), _connector="OR"
                ),
                name="actions_tally_share_is_a_share",
            ),
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(fields=["status", "number"], name="actions_act_status_ce7eb0_idx"),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("publish_at__isnull", True),
                    ("unpublish_at__isnull", True),
                    ("unpublish_at__gt", models.F("publish_at")),
                    _connector="OR",
                ),
                name="actions_action_retired_after_published",
                violation_error_message="La date de retrait vient avant la date de publication.",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gt", 0)), name="actions_action_number_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        ["realisee", "en-cours", "a-venir", "suspendue", "abandonnee", "inconnu"],
                    )
                ),
                name="actions_action_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(("certainty__in", ["prouvee", "deduite", "inconnue"])),
                name="actions_action_certainty_known",
            ),
        ),
    ]
