import django.utils.timezone
from django.db import migrations, models

import publishing.pictures.files


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ContentVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.BigIntegerField(default=1)),
            ],
            options={
                "verbose_name": "version du contenu",
            },
        ),
        migrations.CreateModel(
            name="MailServer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("next_slot_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("troubles", models.PositiveSmallIntegerField(default=0)),
                ("pause_until", models.DateTimeField(null=True, verbose_name="au repos jusqu’au")),
                ("stopped_at", models.DateTimeField(null=True, verbose_name="arrêté le")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="raison")),
            ],
            options={
                "verbose_name": "serveur de messagerie",
                "verbose_name_plural": "serveur de messagerie",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "demande comptée",
                "verbose_name_plural": "demandes comptées",
                "indexes": [
                    models.Index(fields=["digest", "at"], name="publishing_attempt_recent")
                ],
            },
        ),
        migrations.CreateModel(
            name="OutgoingMail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "mailing",
                    models.CharField(blank=True, max_length=20, verbose_name="envoi groupé"),
                ),
                (
                    "recipient",
                    models.EmailField(blank=True, max_length=254, verbose_name="destinataire"),
                ),
                ("subject", models.CharField(blank=True, max_length=200, verbose_name="objet")),
                ("text", models.TextField(blank=True, verbose_name="texte")),
                ("html", models.TextField(blank=True, verbose_name="texte mis en forme")),
                (
                    "reply_to",
                    models.EmailField(blank=True, max_length=254, verbose_name="répondre à"),
                ),
                (
                    "expires_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="sans objet après le"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("attente", "En attente"),
                            ("envoi", "En cours"),
                            ("envoye", "Envoyé"),
                            ("refuse", "Refusé"),
                            ("douteux", "Douteux"),
                            ("annule", "Sans objet"),
                        ],
                        default="attente",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("is_held", models.BooleanField(default=False, verbose_name="retenu")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="essais")),
                (
                    "try_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="prochain essai"
                    ),
                ),
                ("worker", models.CharField(blank=True, max_length=80, verbose_name="travailleur")),
                (
                    "claimed_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="réservé jusqu’au"),
                ),
                (
                    "answer",
                    models.CharField(blank=True, max_length=200, verbose_name="réponse du serveur"),
                ),
                (
                    "refusal",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("adresse", "Adresse inconnue"),
                            ("boite", "Boîte pleine ou fermée"),
                            ("message", "Message refusé"),
                            ("delai", "Trois jours sans succès"),
                        ],
                        max_length=10,
                        verbose_name="motif du refus",
                    ),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="envoyé le")),
            ],
            options={
                "verbose_name": "message à envoyer",
                "verbose_name_plural": "messages à envoyer",
                "indexes": [
                    models.Index(
                        fields=["state", "mailing", "try_at"], name="publishing_outgoing_queue"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        help_text="Pour la retrouver dans la liste.",
                        max_length=120,
                        verbose_name="nom",
                    ),
                ),
                (
                    "alt",
                    models.CharField(
                        blank=True,
                        help_text="Ce que l’image montre, en une phrase, pour qui ne la voit pas.",
                        max_length=250,
                        verbose_name="texte de remplacement",
                    ),
                ),
                (
                    "is_decorative",
                    models.BooleanField(
                        default=False,
                        help_text="L’image n’apprend rien de plus que le texte voisin.",
                        verbose_name="décorative",
                    ),
                ),
                ("credit", models.CharField(blank=True, max_length=120, verbose_name="auteur")),
                (
                    "focal_x",
                    models.DecimalField(
                        decimal_places=2,
                        default=0.5,
                        max_digits=3,
                        verbose_name="centre d’intérêt, de gauche (0) à droite (1)",
                    ),
                ),
                (
                    "focal_y",
                    models.DecimalField(
                        decimal_places=2,
                        default=0.5,
                        max_digits=3,
                        verbose_name="centre d’intérêt, de haut (0) en bas (1)",
                    ),
                ),
                ("folder", models.CharField(editable=False, max_length=40, unique=True)),
                ("width", models.PositiveIntegerField(editable=False, verbose_name="largeur")),
                ("height", models.PositiveIntegerField(editable=False, verbose_name="hauteur")),
            ],
            options={
                "verbose_name": "image",
                "ordering": ["title"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("alt", ""), _negated=True),
                            ("is_decorative", True),
                            _connector="OR",
                        ),
                        name="publishing_picture_alt_or_decorative",
                        violation_error_message="Écrivez le texte de remplacement, ou cochez « décorative ».",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("focal_x__range", (0, 1)), ("focal_y__range", (0, 1))),
                        name="publishing_picture_focal_point_inside",
                        violation_error_message="Le centre d’intérêt va de 0 à 1.",
                    ),
                ],
            },
            bases=(publishing.pictures.files.PictureFilesMixin, models.Model),
        ),
    ]
