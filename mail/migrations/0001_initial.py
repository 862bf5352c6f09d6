import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
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
                    models.Index(fields=["state", "mailing", "try_at"], name="mail_outgoing_queue")
                ],
            },
        ),
    ]
