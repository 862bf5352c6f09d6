import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Copies of issues become rows of the outbox of `publishing`; no release has sent any."""

    dependencies = [
        ("newsletter", "0001_initial"),
        ("publishing", "0004_one_outbox"),
    ]

    operations = [
        migrations.DeleteModel(name="Delivery"),
        migrations.DeleteModel(name="Relay"),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "mail",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="publishing.outgoingmail",
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
                    (
                        "decide_delivery",
                        "Peut décider des envois douteux et reprendre l’envoi",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("issue", "subscriber"), name="newsletter_delivery_once_per_person"
                    )
                ],
            },
        ),
    ]
