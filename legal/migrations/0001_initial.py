import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import legal.validators


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Host",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=150, verbose_name="nom")),
                ("address", models.TextField(blank=True, verbose_name="adresse")),
                (
                    "telephone",
                    models.CharField(
                        blank=True,
                        max_length=14,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^0\\d(?: \\d\\d){4}$",
                                "Un numéro de téléphone s’écrit ainsi : 04 66 00 00 00.",
                            )
                        ],
                        verbose_name="téléphone",
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        blank=True,
                        help_text="Ville et pays.",
                        max_length=150,
                        verbose_name="lieu des serveurs",
                    ),
                ),
            ],
            options={
                "verbose_name": "hébergeur",
                "verbose_name_plural": "hébergeur",
            },
        ),
        migrations.CreateModel(
            name="Publisher",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        max_length=20,
                        unique=True,
                        verbose_name="organisme",
                    ),
                ),
                (
                    "legal_form",
                    models.CharField(
                        blank=True,
                        help_text="« Commune », par exemple.",
                        max_length=120,
                        verbose_name="forme juridique",
                    ),
                ),
                (
                    "siret",
                    models.CharField(
                        blank=True,
                        max_length=17,
                        validators=[legal.validators.validate_siret],
                        verbose_name="numéro SIRET",
                    ),
                ),
                ("address", models.TextField(blank=True, verbose_name="adresse du siège")),
                (
                    "telephone",
                    models.CharField(
                        blank=True,
                        max_length=14,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^0\\d(?: \\d\\d){4}$",
                                "Un numéro de téléphone s’écrit ainsi : 04 66 00 00 00.",
                            )
                        ],
                        verbose_name="téléphone",
                    ),
                ),
                (
                    "email",
                    models.EmailField(
                        blank=True, max_length=254, verbose_name="adresse électronique"
                    ),
                ),
                (
                    "director",
                    models.CharField(
                        blank=True,
                        help_text="Prénom, nom et fonction (maire, présidente de l’agglomération…).",
                        max_length=150,
                        verbose_name="directrice ou directeur de la publication",
                    ),
                ),
                (
                    "editor",
                    models.CharField(
                        blank=True,
                        help_text="S’il y en a : prénom, nom et fonction.",
                        max_length=150,
                        verbose_name="responsable de la rédaction",
                    ),
                ),
                (
                    "dpo",
                    models.CharField(
                        blank=True,
                        help_text="Un nom ou un service.",
                        max_length=150,
                        verbose_name="déléguée ou délégué à la protection des données",
                    ),
                ),
                (
                    "dpo_contact",
                    models.EmailField(
                        blank=True,
                        max_length=254,
                        verbose_name="adresse électronique de la DPO ou du DPO",
                    ),
                ),
                (
                    "prada",
                    models.CharField(
                        blank=True,
                        help_text="Prénom, nom et fonction.",
                        max_length=150,
                        verbose_name="responsable de l’accès aux documents administratifs (PRADA)",
                    ),
                ),
                (
                    "prada_contact",
                    models.EmailField(
                        blank=True,
                        max_length=254,
                        verbose_name="adresse électronique de la ou du PRADA",
                    ),
                ),
            ],
            options={
                "verbose_name": "organisme éditeur",
                "verbose_name_plural": "organismes éditeurs",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "established_on",
                    models.DateField(
                        blank=True,
                        help_text="La date de la première déclaration, même sans audit.",
                        null=True,
                        verbose_name="déclaration établie le",
                    ),
                ),
                (
                    "technologies",
                    models.CharField(
                        default="HTML, CSS, SVG",
                        max_length=250,
                        verbose_name="technologies utilisées",
                    ),
                ),
                (
                    "scheme_url",
                    models.URLField(
                        blank=True,
                        help_text="Adresse d’un document accessible, valable trois ans au plus.",
                        max_length=300,
                        verbose_name="schéma pluriannuel",
                    ),
                ),
                (
                    "scheme_ends_on",
                    models.DateField(blank=True, null=True, verbose_name="le schéma vaut jusqu’au"),
                ),
                (
                    "plan_url",
                    models.URLField(
                        blank=True,
                        help_text="Adresse d’un document accessible.",
                        max_length=300,
                        verbose_name="plan d’action de l’année et bilan de la précédente",
                    ),
                ),
            ],
            options={
                "verbose_name": "déclaration d’accessibilité",
                "verbose_name_plural": "déclaration d’accessibilité",
            },
        ),
        migrations.CreateModel(
            name="TribuneSpace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "is_open",
                    models.BooleanField(
                        default=False,
                        help_text="Tant que la case est vide, l’adresse /tribunes/ répond qu’elle n’existe pas.",
                        verbose_name="page ouverte au public",
                    ),
                ),
                (
                    "rules",
                    models.TextField(
                        blank=True,
                        help_text="Ce que fixe le règlement intérieur : place, rythme, ordre. Montré au public.",
                        verbose_name="règles",
                    ),
                ),
            ],
            options={
                "verbose_name": "page des tribunes",
                "verbose_name_plural": "page des tribunes",
            },
        ),
        migrations.CreateModel(
            name="Audit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "auditor",
                    models.CharField(
                        help_text="Organisme ou service.",
                        max_length=150,
                        verbose_name="réalisé par",
                    ),
                ),
                ("performed_on", models.DateField(verbose_name="réalisé le")),
                (
                    "published_on",
                    models.DateField(
                        help_text="La mention change ce jour-là, pour trois ans au plus.",
                        verbose_name="déclaration publiée le",
                    ),
                ),
                (
                    "rgaa_version",
                    models.CharField(
                        default="4.1.2", max_length=10, verbose_name="version du RGAA"
                    ),
                ),
                (
                    "criteria_applicable",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="critères applicables",
                    ),
                ),
                (
                    "criteria_met",
                    models.PositiveSmallIntegerField(verbose_name="critères respectés"),
                ),
                (
                    "pages",
                    models.TextField(help_text="Une par ligne.", verbose_name="pages vérifiées"),
                ),
                (
                    "environments",
                    models.TextField(
                        help_text="Un couple par ligne : « Firefox et NVDA ».",
                        verbose_name="navigateurs et technologies d’assistance",
                    ),
                ),
                (
                    "tools",
                    models.TextField(blank=True, help_text="Un par ligne.", verbose_name="outils"),
                ),
                (
                    "redesigned_on",
                    models.DateField(
                        blank=True,
                        help_text="La déclaration cesse de valoir.",
                        null=True,
                        verbose_name="site refondu le",
                    ),
                ),
                (
                    "newer_rgaa_on",
                    models.DateField(
                        blank=True,
                        help_text="La déclaration vaut encore 18 mois.",
                        null=True,
                        verbose_name="nouvelle version du RGAA parue le",
                    ),
                ),
            ],
            options={
                "verbose_name": "audit d’accessibilité",
                "verbose_name_plural": "audits d’accessibilité",
                "ordering": ["-published_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("criteria_applicable__gt", 0),
                            ("criteria_met__lte", models.F("criteria_applicable")),
                        ),
                        name="legal_audit_met_within_applicable",
                        violation_error_message="Les critères respectés ne peuvent pas dépasser les critères applicables.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("performed_on__lte", models.F("published_on"))),
                        name="legal_audit_performed_before_published",
                        violation_error_message="L’audit vient avant la déclaration.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAudit",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "auditor",
                    models.CharField(
                        help_text="Organisme ou service.",
                        max_length=150,
                        verbose_name="réalisé par",
                    ),
                ),
                ("performed_on", models.DateField(verbose_name="réalisé le")),
                (
                    "published_on",
                    models.DateField(
                        help_text="La mention change ce jour-là, pour trois ans au plus.",
                        verbose_name="déclaration publiée le",
                    ),
                ),
                (
                    "rgaa_version",
                    models.CharField(
                        default="4.1.2", max_length=10, verbose_name="version du RGAA"
                    ),
                ),
                (
                    "criteria_applicable",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="critères applicables",
                    ),
                ),
                (
                    "criteria_met",
                    models.PositiveSmallIntegerField(verbose_name="critères respectés"),
                ),
                (
                    "pages",
                    models.TextField(help_text="Une par ligne.", verbose_name="pages vérifiées"),
                ),
                (
                    "environments",
                    models.TextField(
                        help_text="Un couple par ligne : « Firefox et NVDA ».",
                        verbose_name="navigateurs et technologies d’assistance",
                    ),
                ),
                (
                    "tools",
                    models.TextField(blank=True, help_text="Un par ligne.", verbose_name="outils"),
                ),
                (
                    "redesigned_on",
                    models.DateField(
                        blank=True,
                        help_text="La déclaration cesse de valoir.",
                        null=True,
                        verbose_name="site refondu le",
                    ),
                ),
                (
                    "newer_rgaa_on",
                    models.DateField(
                        blank=True,
                        help_text="La déclaration vaut encore 18 mois.",
                        null=True,
                        verbose_name="nouvelle version du RGAA parue le",
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
                "verbose_name": "historical audit d’accessibilité",
                "verbose_name_plural": "historical audits d’accessibilité",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalHost",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=150, verbose_name="nom")),
                ("address", models.TextField(blank=True, verbose_name="adresse")),
                (
                    "telephone",
                    models.CharField(
                        blank=True,
                        max_length=14,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^0\\d(?: \\d\\d){4}$",
                                "Un numéro de téléphone s’écrit ainsi : 04 66 00 00 00.",
                            )
                        ],
                        verbose_name="téléphone",
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        blank=True,
                        help_text="Ville et pays.",
                        max_length=150,
                        verbose_name="lieu des serveurs",
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
                "verbose_name": "historical hébergeur",
                "verbose_name_plural": "historical hébergeur",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalIdentity",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "contact",
                    models.EmailField(
                        blank=True,
                        help_text="Lue chaque jour ouvré : accessibilité, droit de réponse, erreurs signalées.",
                        max_length=254,
                        verbose_name="adresse électronique du site",
                    ),
                ),
                (
                    "controller_agreement",
                    models.TextField(
                        blank=True,
                        help_text="Qui répond aux demandes, qui tient le registre, qui notifie une violation.",
                        verbose_name="partage des responsabilités entre les trois organismes",
                    ),
                ),
                (
                    "contents_licence",
                    models.CharField(
                        blank=True,
                        max_length=250,
                        verbose_name="conditions de réutilisation des textes et des images",
                    ),
                ),
                (
                    "source_code_url",
                    models.URLField(
                        blank=True, max_length=300, verbose_name="adresse du code source"
                    ),
                ),
                (
                    "digital_report_url",
                    models.URLField(
                        blank=True,
                        max_length=300,
                        verbose_name="stratégie et bilan annuel du numérique responsable",
                    ),
                ),
                (
                    "rgesn_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="évaluation RGESN faite le"
                    ),
                ),
                (
                    "rgesn_score",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=4,
                        null=True,
                        verbose_name="score RGESN (%)",
                    ),
                ),
                (
                    "rgesn_url",
                    models.URLField(
                        blank=True, max_length=300, verbose_name="déclaration d’écoconception"
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
                "verbose_name": "historical identité du site",
                "verbose_name_plural": "historical identité du site",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalNonconformity",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("non-conformite", "Non-conformité"),
                            ("derogation", "Dérogation pour charge disproportionnée"),
                            ("exemption", "Contenu non soumis à l’obligation"),
                        ],
                        default="non-conformite",
                        max_length=15,
                        verbose_name="genre",
                    ),
                ),
                (
                    "content",
                    models.CharField(
                        help_text="Ce que l’on ne peut pas lire, et où.",
                        max_length=250,
                        verbose_name="contenu concerné",
                    ),
                ),
                (
                    "criterion",
                    models.CharField(
                        blank=True,
                        help_text="« 8.3 », « 1.1 et 1.2 »…",
                        max_length=60,
                        verbose_name="critère du RGAA",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="raison")),
                (
                    "alternative",
                    models.TextField(
                        blank=True,
                        help_text="Comment obtenir la même information.",
                        verbose_name="alternative proposée",
                    ),
                ),
                (
                    "solved_on",
                    models.DateField(
                        blank=True,
                        help_text="Rempli : le contenu quitte la déclaration.",
                        null=True,
                        verbose_name="corrigé le",
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
                "verbose_name": "historical contenu non accessible",
                "verbose_name_plural": "historical contenus non accessibles",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalProcessing",
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
                        help_text="Permanente : ne plus la changer.", verbose_name="ancre"
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(default=0, verbose_name="rang")),
                ("name", models.CharField(max_length=120, verbose_name="nom")),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Décoché : gardé au registre, retiré de la page.",
                        verbose_name="en service",
                    ),
                ),
                (
                    "purpose",
                    models.TextField(
                        help_text="À quoi servent ces données.", verbose_name="finalité"
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("consentement", "Consentement (RGPD, article 6.1 a)"),
                            ("obligation", "Obligation légale (RGPD, article 6.1 c)"),
                            ("mission", "Mission d’intérêt public (RGPD, article 6.1 e)"),
                        ],
                        max_length=15,
                        verbose_name="base légale",
                    ),
                ),
                ("people", models.TextField(verbose_name="personnes concernées")),
                ("fields", models.TextField(help_text="Une par ligne.", verbose_name="données")),
                ("recipients", models.TextField(verbose_name="destinataires")),
                ("retention", models.TextField(verbose_name="durée de conservation")),
                (
                    "transfers",
                    models.TextField(
                        blank=True,
                        help_text="« Aucun », une fois l’hébergeur connu.",
                        verbose_name="transferts hors de l’Union européenne",
                    ),
                ),
                (
                    "security",
                    models.TextField(
                        blank=True,
                        help_text="Registre seulement.",
                        verbose_name="mesures de sécurité",
                    ),
                ),
                (
                    "reservation",
                    models.TextField(
                        blank=True,
                        help_text="Montrée au public : ce qui reste à fixer.",
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
                "verbose_name": "historical traitement de données",
                "verbose_name_plural": "historical traitements de données",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPublisher",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
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
                        db_index=True,
                        max_length=20,
                        verbose_name="organisme",
                    ),
                ),
                (
                    "legal_form",
                    models.CharField(
                        blank=True,
                        help_text="« Commune », par exemple.",
                        max_length=120,
                        verbose_name="forme juridique",
                    ),
                ),
                (
                    "siret",
                    models.CharField(
                        blank=True,
                        max_length=17,
                        validators=[legal.validators.validate_siret],
                        verbose_name="numéro SIRET",
                    ),
                ),
                ("address", models.TextField(blank=True, verbose_name="adresse du siège")),
                (
                    "telephone",
                    models.CharField(
                        blank=True,
                        max_length=14,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^0\\d(?: \\d\\d){4}$",
                                "Un numéro de téléphone s’écrit ainsi : 04 66 00 00 00.",
                            )
                        ],
                        verbose_name="téléphone",
                    ),
                ),
                (
                    "email",
                    models.EmailField(
                        blank=True, max_length=254, verbose_name="adresse électronique"
                    ),
                ),
                (
                    "director",
                    models.CharField(
                        blank=True,
                        help_text="Prénom, nom et fonction (maire, présidente de l’agglomération…).",
                        max_length=150,
                        verbose_name="directrice ou directeur de la publication",
                    ),
                ),
                (
                    "editor",
                    models.CharField(
                        blank=True,
                        help_text="S’il y en a : prénom, nom et fonction.",
                        max_length=150,
                        verbose_name="responsable de la rédaction",
                    ),
                ),
                (
                    "dpo",
                    models.CharField(
                        blank=True,
                        help_text="Un nom ou un service.",
                        max_length=150,
                        verbose_name="déléguée ou délégué à la protection des données",
                    ),
                ),
                (
                    "dpo_contact",
                    models.EmailField(
                        blank=True,
                        max_length=254,
                        verbose_name="adresse électronique de la DPO ou du DPO",
                    ),
                ),
                (
                    "prada",
                    models.CharField(
                        blank=True,
                        help_text="Prénom, nom et fonction.",
                        max_length=150,
                        verbose_name="responsable de l’accès aux documents administratifs (PRADA)",
                    ),
                ),
                (
                    "prada_contact",
                    models.EmailField(
                        blank=True,
                        max_length=254,
                        verbose_name="adresse électronique de la ou du PRADA",
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
                "verbose_name": "historical organisme éditeur",
                "verbose_name_plural": "historical organismes éditeurs",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalStatement",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "established_on",
                    models.DateField(
                        blank=True,
                        help_text="La date de la première déclaration, même sans audit.",
                        null=True,
                        verbose_name="déclaration établie le",
                    ),
                ),
                (
                    "technologies",
                    models.CharField(
                        default="HTML, CSS, SVG",
                        max_length=250,
                        verbose_name="technologies utilisées",
                    ),
                ),
                (
                    "scheme_url",
                    models.URLField(
                        blank=True,
                        help_text="Adresse d’un document accessible, valable trois ans au plus.",
                        max_length=300,
                        verbose_name="schéma pluriannuel",
                    ),
                ),
                (
                    "scheme_ends_on",
                    models.DateField(blank=True, null=True, verbose_name="le schéma vaut jusqu’au"),
                ),
                (
                    "plan_url",
                    models.URLField(
                        blank=True,
                        help_text="Adresse d’un document accessible.",
                        max_length=300,
                        verbose_name="plan d’action de l’année et bilan de la précédente",
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
                "verbose_name": "historical déclaration d’accessibilité",
                "verbose_name_plural": "historical déclaration d’accessibilité",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalTribune",
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
                    "body",
                    models.CharField(
                        choices=[
                            ("ville", "Ville d’Alès"),
                            ("agglomeration", "Alès Agglomération"),
                            ("ccas", "CCAS d’Alès"),
                        ],
                        default="ville",
                        max_length=20,
                        verbose_name="assemblée",
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        help_text="Son nom, tel qu’il l’écrit.",
                        max_length=150,
                        verbose_name="groupe",
                    ),
                ),
                (
                    "written_on",
                    models.DateField(default=django.utils.timezone.localdate, verbose_name="date"),
                ),
                ("title", models.CharField(blank=True, max_length=150, verbose_name="titre")),
                (
                    "text",
                    models.TextField(
                        help_text="Markdown. Le texte du groupe, sans retouche.",
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
                "verbose_name": "historical tribune",
                "verbose_name_plural": "historical tribunes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalTribuneSpace",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "is_open",
                    models.BooleanField(
                        default=False,
                        help_text="Tant que la case est vide, l’adresse /tribunes/ répond qu’elle n’existe pas.",
                        verbose_name="page ouverte au public",
                    ),
                ),
                (
                    "rules",
                    models.TextField(
                        blank=True,
                        help_text="Ce que fixe le règlement intérieur : place, rythme, ordre. Montré au public.",
                        verbose_name="règles",
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
                "verbose_name": "historical page des tribunes",
                "verbose_name_plural": "historical page des tribunes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Identity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "contact",
                    models.EmailField(
                        blank=True,
                        help_text="Lue chaque jour ouvré : accessibilité, droit de réponse, erreurs signalées.",
                        max_length=254,
                        verbose_name="adresse électronique du site",
                    ),
                ),
                (
                    "controller_agreement",
                    models.TextField(
                        blank=True,
                        help_text="Qui répond aux demandes, qui tient le registre, qui notifie une violation.",
                        verbose_name="partage des responsabilités entre les trois organismes",
                    ),
                ),
                (
                    "contents_licence",
                    models.CharField(
                        blank=True,
                        max_length=250,
                        verbose_name="conditions de réutilisation des textes et des images",
                    ),
                ),
                (
                    "source_code_url",
                    models.URLField(
                        blank=True, max_length=300, verbose_name="adresse du code source"
                    ),
                ),
                (
                    "digital_report_url",
                    models.URLField(
                        blank=True,
                        max_length=300,
                        verbose_name="stratégie et bilan annuel du numérique responsable",
                    ),
                ),
                (
                    "rgesn_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="évaluation RGESN faite le"
                    ),
                ),
                (
                    "rgesn_score",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=4,
                        null=True,
                        verbose_name="score RGESN (%)",
                    ),
                ),
                (
                    "rgesn_url",
                    models.URLField(
                        blank=True, max_length=300, verbose_name="déclaration d’écoconception"
                    ),
                ),
            ],
            options={
                "verbose_name": "identité du site",
                "verbose_name_plural": "identité du site",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rgesn_score__isnull", True),
                            models.Q(("rgesn_on__isnull", False), ("rgesn_score__range", (0, 100))),
                            _connector="OR",
                        ),
                        name="legal_identity_score_is_dated",
                        violation_error_message="Un score va de 0 à 100, et porte sa date.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Nonconformity",
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
                            ("non-conformite", "Non-conformité"),
                            ("derogation", "Dérogation pour charge disproportionnée"),
                            ("exemption", "Contenu non soumis à l’obligation"),
                        ],
                        default="non-conformite",
                        max_length=15,
                        verbose_name="genre",
                    ),
                ),
                (
                    "content",
                    models.CharField(
                        help_text="Ce que l’on ne peut pas lire, et où.",
                        max_length=250,
                        verbose_name="contenu concerné",
                    ),
                ),
                (
                    "criterion",
                    models.CharField(
                        blank=True,
                        help_text="« 8.3 », « 1.1 et 1.2 »…",
                        max_length=60,
                        verbose_name="critère du RGAA",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="raison")),
                (
                    "alternative",
                    models.TextField(
                        blank=True,
                        help_text="Comment obtenir la même information.",
                        verbose_name="alternative proposée",
                    ),
                ),
                (
                    "solved_on",
                    models.DateField(
                        blank=True,
                        help_text="Rempli : le contenu quitte la déclaration.",
                        null=True,
                        verbose_name="corrigé le",
                    ),
                ),
            ],
            options={
                "verbose_name": "contenu non accessible",
                "verbose_name_plural": "contenus non accessibles",
                "ordering": ["kind", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "derogation"), _negated=True),
                            models.Q(
                                models.Q(("reason", ""), _negated=True),
                                models.Q(("alternative", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="legal_derogation_has_reason_and_alternative",
                        violation_error_message="Une dérogation donne sa raison et l’alternative proposée.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "exemption"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="legal_exemption_has_reason",
                        violation_error_message="Une exemption donne sa raison.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Processing",
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
                        verbose_name="ancre",
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(default=0, verbose_name="rang")),
                ("name", models.CharField(max_length=120, verbose_name="nom")),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Décoché : gardé au registre, retiré de la page.",
                        verbose_name="en service",
                    ),
                ),
                (
                    "purpose",
                    models.TextField(
                        help_text="À quoi servent ces données.", verbose_name="finalité"
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("consentement", "Consentement (RGPD, article 6.1 a)"),
                            ("obligation", "Obligation légale (RGPD, article 6.1 c)"),
                            ("mission", "Mission d’intérêt public (RGPD, article 6.1 e)"),
                        ],
                        max_length=15,
                        verbose_name="base légale",
                    ),
                ),
                ("people", models.TextField(verbose_name="personnes concernées")),
                ("fields", models.TextField(help_text="Une par ligne.", verbose_name="données")),
                ("recipients", models.TextField(verbose_name="destinataires")),
                ("retention", models.TextField(verbose_name="durée de conservation")),
                (
                    "transfers",
                    models.TextField(
                        blank=True,
                        help_text="« Aucun », une fois l’hébergeur connu.",
                        verbose_name="transferts hors de l’Union européenne",
                    ),
                ),
                (
                    "security",
                    models.TextField(
                        blank=True,
                        help_text="Registre seulement.",
                        verbose_name="mesures de sécurité",
                    ),
                ),
                (
                    "reservation",
                    models.TextField(
                        blank=True,
                        help_text="Montrée au public : ce qui reste à fixer.",
                        verbose_name="réserve",
                    ),
                ),
                (
                    "controllers",
                    models.ManyToManyField(
                        related_name="processings",
                        to="legal.publisher",
                        verbose_name="responsables",
                    ),
                ),
            ],
            options={
                "verbose_name": "traitement de données",
                "verbose_name_plural": "traitements de données",
                "ordering": ["rank", "pk"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalProcessing_controllers",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="legal.historicalprocessing",
                    ),
                ),
                (
                    "processing",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="legal.processing",
                    ),
                ),
                (
                    "publisher",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="legal.publisher",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalProcessing_controllers",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Tribune",
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
                    "body",
                    models.CharField(
                        choices=[
                            ("ville", "Ville d’Alès"),
                            ("agglomeration", "Alès Agglomération"),
                            ("ccas", "CCAS d’Alès"),
                        ],
                        default="ville",
                        max_length=20,
                        verbose_name="assemblée",
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        help_text="Son nom, tel qu’il l’écrit.",
                        max_length=150,
                        verbose_name="groupe",
                    ),
                ),
                (
                    "written_on",
                    models.DateField(default=django.utils.timezone.localdate, verbose_name="date"),
                ),
                ("title", models.CharField(blank=True, max_length=150, verbose_name="titre")),
                (
                    "text",
                    models.TextField(
                        help_text="Markdown. Le texte du groupe, sans retouche.",
                        verbose_name="texte",
                    ),
                ),
            ],
            options={
                "verbose_name": "tribune",
                "ordering": ["-written_on", "group"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("publish_at__isnull", True),
                            ("unpublish_at__isnull", True),
                            ("unpublish_at__gt", models.F("publish_at")),
                            _connector="OR",
                        ),
                        name="legal_tribune_retired_after_published",
                        violation_error_message="La date de retrait vient avant la date de publication.",
                    )
                ],
            },
        ),
    ]
