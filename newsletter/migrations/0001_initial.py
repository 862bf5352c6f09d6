import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import figures.references
import newsletter.models.subscribers


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("actions", "0001_initial"),
        ("figures", "0001_initial"),
        ("mail", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ForgottenAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="empreinte")),
                (
                    "forgotten_on",
                    models.DateField(
                        default=django.utils.timezone.localdate, verbose_name="oubliée le"
                    ),
                ),
            ],
            options={
                "verbose_name": "adresse oubliée",
                "verbose_name_plural": "adresses oubliées",
            },
        ),
        migrations.CreateModel(
            name="Issue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.PositiveIntegerField(
                        editable=False, null=True, unique=True, verbose_name="numéro"
                    ),
                ),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("changement", "À chaque changement"),
                            ("mensuel", "Chaque mois"),
                            ("trimestriel", "Chaque trimestre"),
                        ],
                        max_length=12,
                        verbose_name="rythme",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("brouillon", "Brouillon"),
                            ("approuve", "Approuvé"),
                            ("envoi", "En cours d’envoi"),
                            ("arrete", "Arrêté"),
                            ("envoye", "Envoyé"),
                        ],
                        default="brouillon",
                        editable=False,
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        help_text="L’objet du message et le titre de sa page.",
                        max_length=120,
                        validators=[figures.references.refuse_references],
                        verbose_name="objet",
                    ),
                ),
                (
                    "introduction",
                    models.TextField(
                        blank=True,
                        help_text="Facultative. Un chiffre se nomme entre doubles crochets : [[lignes-de-bus]].",
                        validators=[
                            figures.references.validate_references,
                            django.core.validators.MaxLengthValidator(3000),
                        ],
                        verbose_name="introduction",
                    ),
                ),
                (
                    "after_rank",
                    models.PositiveIntegerField(
                        default=0, editable=False, verbose_name="après le rang"
                    ),
                ),
                ("after_day", models.DateField(editable=False, null=True, verbose_name="après le")),
                (
                    "up_to_rank",
                    models.PositiveIntegerField(
                        default=0, editable=False, verbose_name="jusqu’au rang"
                    ),
                ),
                (
                    "up_to_day",
                    models.DateField(
                        default=django.utils.timezone.localdate,
                        editable=False,
                        verbose_name="jusqu’au",
                    ),
                ),
                (
                    "history_digest",
                    models.CharField(
                        blank=True,
                        editable=False,
                        max_length=64,
                        verbose_name="empreinte de l’historique",
                    ),
                ),
                ("facts", models.JSONField(editable=False, null=True)),
                (
                    "approved_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="approuvé le"),
                ),
                (
                    "send_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Vide : dès l’approbation.",
                        null=True,
                        verbose_name="envoyer à partir du",
                    ),
                ),
                (
                    "began_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="envoi commencé le"
                    ),
                ),
                (
                    "stop_reason",
                    models.CharField(
                        blank=True, editable=False, max_length=300, verbose_name="arrêté parce que"
                    ),
                ),
                (
                    "sent_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="envoyé le"),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="approuvé par",
                    ),
                ),
                (
                    "edited_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="relu et modifié par",
                    ),
                ),
                (
                    "figures",
                    models.ManyToManyField(
                        blank=True, to="figures.figure", verbose_name="chiffres ajoutés"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="préparé par",
                    ),
                ),
            ],
            options={
                "verbose_name": "numéro",
                "ordering": [
                    models.OrderBy(models.F("number"), descending=True, nulls_first=True),
                    "-pk",
                ],
                "permissions": [
                    ("approve_issue", "Peut approuver un numéro préparé par quelqu’un d’autre")
                ],
            },
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rank", models.PositiveIntegerField(default=0, verbose_name="ordre")),
                (
                    "word",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[figures.references.validate_references],
                        verbose_name="un mot",
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actions.action",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actions.event",
                    ),
                ),
                (
                    "issue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="newsletter.issue",
                    ),
                ),
            ],
            options={
                "verbose_name": "nouvelle",
                "ordering": ["rank", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ListImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file_digest",
                    models.CharField(
                        editable=False, max_length=64, verbose_name="empreinte du fichier"
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="lu le"
                    ),
                ),
                (
                    "rows",
                    models.JSONField(default=list, editable=False, verbose_name="lignes à prendre"),
                ),
                (
                    "refusals",
                    models.JSONField(default=list, editable=False, verbose_name="lignes refusées"),
                ),
                (
                    "accepted",
                    models.PositiveIntegerField(
                        default=0, editable=False, verbose_name="à prendre"
                    ),
                ),
                (
                    "refused",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="refusées"),
                ),
                (
                    "applied_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="importé le"),
                ),
                (
                    "created",
                    models.PositiveIntegerField(
                        default=0, editable=False, verbose_name="abonnés ajoutés"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
            ],
            options={
                "verbose_name": "import de liste",
                "verbose_name_plural": "imports de liste",
                "ordering": ["-made_at"],
                "default_permissions": ["view"],
            },
        ),
        migrations.CreateModel(
            name="Subscriber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="adresse électronique")),
                ("email_key", models.CharField(editable=False, max_length=254, unique=True)),
                (
                    "link_key",
                    models.CharField(
                        default=newsletter.models.subscribers.make_link_key,
                        editable=False,
                        max_length=32,
                        unique=True,
                    ),
                ),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("changement", "À chaque changement"),
                            ("mensuel", "Chaque mois"),
                            ("trimestriel", "Chaque trimestre"),
                        ],
                        default="mensuel",
                        max_length=12,
                        verbose_name="rythme",
                    ),
                ),
                (
                    "follows_everything",
                    models.BooleanField(default=True, verbose_name="suit toutes les actions"),
                ),
                (
                    "asked_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="demandé le"
                    ),
                ),
                (
                    "confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="confirmé le"),
                ),
                (
                    "seen_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="dernier signe le"),
                ),
                (
                    "asked_again_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="question de rester posée le"
                    ),
                ),
                (
                    "refused_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="adresse refusée le"),
                ),
                (
                    "actions",
                    models.ManyToManyField(
                        blank=True,
                        related_name="subscribers",
                        to="actions.action",
                        verbose_name="actions suivies",
                    ),
                ),
                (
                    "themes",
                    models.ManyToManyField(
                        blank=True,
                        related_name="subscribers",
                        to="actions.theme",
                        verbose_name="thèmes suivis",
                    ),
                ),
            ],
            options={
                "verbose_name": "abonné",
                "ordering": ["asked_at"],
                "permissions": [
                    (
                        "see_addresses",
                        "Peut voir une adresse, pour répondre à une demande de droits",
                    ),
                    ("erase_addresses", "Peut effacer un abonné"),
                    ("import_addresses", "Peut importer une liste, avec ses accords"),
                    ("export_addresses", "Peut exporter la liste des abonnés"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="adresse électronique")),
                ("email_key", models.CharField(db_index=True, editable=False, max_length=254)),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("changement", "À chaque changement"),
                            ("mensuel", "Chaque mois"),
                            ("trimestriel", "Chaque trimestre"),
                        ],
                        default="mensuel",
                        max_length=12,
                        verbose_name="rythme",
                    ),
                ),
                ("themes", models.JSONField(blank=True, default=list, verbose_name="thèmes")),
                ("actions", models.JSONField(blank=True, default=list, verbose_name="actions")),
                ("text_shown", models.TextField(verbose_name="texte affiché")),
                ("source", models.CharField(max_length=200, verbose_name="origine")),
                (
                    "asked_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="demandé le"
                    ),
                ),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="répondu le"),
                ),
                (
                    "subscriber",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_ups",
                        to="newsletter.subscriber",
                    ),
                ),
            ],
            options={
                "verbose_name": "demande d’abonnement",
                "verbose_name_plural": "demandes d’abonnement",
                "ordering": ["asked_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "mail",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="mail.outgoingmail",
                        verbose_name="message",
                    ),
                ),
                (
                    "issue",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="newsletter.issue",
                        verbose_name="numéro",
                    ),
                ),
                (
                    "subscriber",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="deliveries",
                        to="newsletter.subscriber",
                        verbose_name="abonné",
                    ),
                ),
            ],
            options={
                "verbose_name": "envoi",
                "permissions": [
                    ("decide_delivery", "Peut décider des envois douteux et reprendre l’envoi")
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text_shown", models.TextField(verbose_name="texte affiché")),
                (
                    "source",
                    models.CharField(
                        help_text="La page du formulaire.", max_length=200, verbose_name="origine"
                    ),
                ),
                (
                    "asked_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="demandé le"
                    ),
                ),
                (
                    "confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="confirmé le"),
                ),
                (
                    "subscriber",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="newsletter.subscriber",
                    ),
                ),
            ],
            options={
                "verbose_name": "autorisation d’écrire",
                "verbose_name_plural": "autorisations d’écrire",
                "ordering": ["-asked_at"],
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
                ("month", models.DateField(verbose_name="mois")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("demande", "Demandes"),
                            ("confirmation", "Confirmations"),
                            ("import", "Importés"),
                            ("depart", "Départs"),
                            ("silence", "Sans réponse après trois ans"),
                            ("injoignable", "Adresses mortes effacées"),
                            ("sans-suite", "Demandes jamais confirmées"),
                            ("freinee", "Demandes freinées (trop fréquentes)"),
                            ("retour", "Retours aussitôt après un départ"),
                            ("efface", "Effacés par l’équipe"),
                        ],
                        max_length=12,
                        verbose_name="quoi",
                    ),
                ),
                ("count", models.PositiveIntegerField(default=0, verbose_name="combien")),
            ],
            options={
                "verbose_name": "décompte du mois",
                "verbose_name_plural": "décomptes du mois",
                "ordering": ["-month", "kind"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("month", "kind"), name="newsletter_tally_once_a_month"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="issue",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "envoye"), _negated=True),
                fields=("rhythm",),
                name="newsletter_issue_one_open_by_rhythm",
                violation_error_message="Un numéro de ce rythme est déjà en préparation.",
            ),
        ),
        migrations.AddConstraint(
            model_name="issue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "brouillon"),
                    models.Q(
                        ("approved_at__isnull", False),
                        ("approved_by__isnull", False),
                        ("edited_by__isnull", False),
                        ("facts__isnull", False),
                        ("number__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="newsletter_issue_approved_before_sending",
            ),
        ),
        migrations.AddConstraint(
            model_name="issue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "brouillon"),
                    models.Q(
                        models.Q(("approved_by", models.F("edited_by")), _negated=True),
                        models.Q(
                            ("made_by__isnull", True),
                            models.Q(("approved_by", models.F("made_by")), _negated=True),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="newsletter_issue_approved_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(
                fields=("issue", "event"), name="newsletter_item_event_told_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(
                condition=models.Q(("event__isnull", True)),
                fields=("issue", "action"),
                name="newsletter_item_delay_told_once",
            ),
        ),
        migrations.AddIndex(
            model_name="subscriber",
            index=models.Index(fields=["rhythm"], name="newsletter_subscriber_rhythm"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                fields=("issue", "subscriber"), name="newsletter_delivery_once_per_person"
            ),
        ),
    ]
