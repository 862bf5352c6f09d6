import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import figures.references
import portraits.models.consents


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("publishing", "0001_initial"),
        ("services", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "person",
                    models.CharField(
                        help_text="Prénom et nom, comme sur le papier signé. Jamais publié.",
                        max_length=120,
                        verbose_name="nom de la personne",
                    ),
                ),
                (
                    "displayed_name",
                    models.CharField(
                        blank=True,
                        help_text="Comme la personne veut être appelée sur le site ; vide : son métier seul.",
                        max_length=60,
                        verbose_name="nom affiché",
                    ),
                ),
                (
                    "covers_text",
                    models.BooleanField(default=False, verbose_name="couvre le texte du portrait"),
                ),
                ("covers_voice", models.BooleanField(default=False, verbose_name="couvre la voix")),
                ("on_site", models.BooleanField(default=False, verbose_name="site")),
                (
                    "in_newsletter",
                    models.BooleanField(default=False, verbose_name="lettre d’information"),
                ),
                ("on_posters", models.BooleanField(default=False, verbose_name="affiche")),
                ("in_press", models.BooleanField(default=False, verbose_name="presse")),
                ("on_networks", models.BooleanField(default=False, verbose_name="réseaux sociaux")),
                (
                    "purpose",
                    models.TextField(
                        help_text="Dans les mots du papier signé : « faire connaître mon métier sur le site ».",
                        verbose_name="pour quoi faire",
                    ),
                ),
                ("begins_on", models.DateField(verbose_name="commence le")),
                (
                    "ends_on",
                    models.DateField(
                        help_text="Dernier jour où elle vaut.", verbose_name="finit le"
                    ),
                ),
                (
                    "withdrawn_on",
                    models.DateField(editable=False, null=True, verbose_name="retirée le"),
                ),
                ("is_minor", models.BooleanField(default=False, verbose_name="personne mineure")),
                (
                    "guardian",
                    models.CharField(
                        blank=True,
                        help_text="Pour une personne mineure : les titulaires de l’autorité parentale.",
                        max_length=200,
                        verbose_name="signé par",
                    ),
                ),
                (
                    "paper",
                    models.FileField(
                        blank=True,
                        help_text="PDF, JPEG ou PNG, 10 Mo au plus. Gardé hors du site, effacé cinq ans après la fin de l’autorisation ou son retrait.",
                        storage=portraits.models.consents.PaperStorage(),
                        upload_to=portraits.models.consents.paper_name,
                        validators=[portraits.models.consents.validate_paper],
                        verbose_name="papier signé",
                    ),
                ),
                ("told_days", models.PositiveSmallIntegerField(editable=False, null=True)),
                (
                    "pictures",
                    models.ManyToManyField(
                        blank=True,
                        related_name="consents",
                        to="publishing.picture",
                        verbose_name="images couvertes",
                    ),
                ),
            ],
            options={
                "verbose_name": "autorisation",
                "ordering": ["person", "pk"],
                "permissions": [("read_consent", "Peut lire les papiers signés")],
            },
        ),
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
                    "consent",
                    models.ForeignKey(
                        blank=True,
                        help_text="Elle doit valoir pour le site, et couvrir cette image et ce texte.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="portraits",
                        to="portraits.consent",
                        verbose_name="autorisation",
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
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
            },
        ),
        migrations.CreateModel(
            name="Removal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("personne", "Retrait par la personne"),
                            ("collectivite", "Retrait par la collectivité"),
                            ("fin", "Fin de l’autorisation"),
                        ],
                        max_length=12,
                        verbose_name="raison",
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="retiré le"
                    ),
                ),
                ("portraits", models.PositiveIntegerField(default=0, verbose_name="portraits")),
                ("folders", models.JSONField(default=list, verbose_name="dossiers des images")),
                ("files", models.PositiveIntegerField(default=0, verbose_name="fichiers")),
                (
                    "files_gone_at",
                    models.DateTimeField(null=True, verbose_name="fichiers effacés le"),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="removals",
                        to="portraits.consent",
                        verbose_name="autorisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "retrait",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="GoneAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "removal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="addresses",
                        to="portraits.removal",
                    ),
                ),
            ],
            options={
                "verbose_name": "adresse retirée",
            },
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("begins_on"))),
                name="portraits_consent_ends_after_begins",
                violation_error_message="L’autorisation finit avant de commencer.",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_minor", False), models.Q(("guardian", ""), _negated=True), _connector="OR"
                ),
                name="portraits_consent_minor_has_guardian",
                violation_error_message="Pour une personne mineure, dites qui a signé : les titulaires de l’autorité parentale.",
            ),
        ),
        migrations.AddConstraint(
            model_name="portrait",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("publish_at__isnull", True),
                    ("unpublish_at__isnull", True),
                    ("unpublish_at__gt", models.F("publish_at")),
                    _connector="OR",
                ),
                name="portraits_portrait_retired_after_published",
                violation_error_message="La date de retrait vient avant la date de publication.",
            ),
        ),
        migrations.AddConstraint(
            model_name="portrait",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "publie"), _negated=True),
                    ("is_example", True),
                    ("consent__isnull", False),
                    _connector="OR",
                ),
                name="portraits_portrait_consent_or_example",
                violation_error_message="Sans autorisation signée et datée, un portrait ne peut pas être publié.",
            ),
        ),
        migrations.AddConstraint(
            model_name="portrait",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "publie"), _negated=True),
                    ("picture__isnull", False),
                    _connector="OR",
                ),
                name="portraits_portrait_published_with_picture",
                violation_error_message="Choisissez l’image avant de publier le portrait.",
            ),
        ),
        migrations.AddConstraint(
            model_name="portrait",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_example", False), ("consent__isnull", True), _connector="OR"
                ),
                name="portraits_portrait_example_is_nobody",
                violation_error_message="Un exemple ne montre personne : retirez l’autorisation.",
            ),
        ),
    ]
