import django.utils.timezone
from django.db import migrations, models

import pictures.files


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
            bases=(pictures.files.WithdrawablePictureMixin, models.Model),
        ),
    ]
