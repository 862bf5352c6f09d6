"""Evidence kept here, who published, what left the plan, what was promised for when.

The digest now covers every public field. Chains written before the site was ever public are
written again here, once; from then on a new public field only covers the events that follow.
"""

import hashlib
import json
from datetime import UTC
from importlib import import_module

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import publishing.text.dates

triggers = import_module("actions.migrations.0002_events_are_append_only")


def chain_again(apps, schema_editor):
    """The canonical form as it is at this migration, whatever the model becomes."""
    Event = apps.get_model("actions", "Event")
    previous = "0" * 64
    for event in Event.objects.order_by("rank").select_related("action", "corrects"):
        event.previous_digest = previous
        event.published_body = event.action.body
        cells = [
            str(event.rank),
            str(event.action.number),
            event.occurred_on.first_day.isoformat(),
            event.occurred_on.precision.value,
            event.status,
            event.text,
            event.evidence_kind,
            event.evidence_url,
            event.reservation,
            str(event.corrects.rank) if event.corrects else "",
            event.recorded_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            previous,
            event.evidence_title,
            event.evidence_seen_on.isoformat() if event.evidence_seen_on else "",
            *["", "", ""],
            event.published_body,
            "",
        ]
        line = json.dumps(cells, ensure_ascii=False, separators=(",", ":"))
        event.digest = previous = hashlib.sha256(line.encode()).hexdigest()
        event.save(update_fields=["previous_digest", "published_body", "digest"])


class Migration(migrations.Migration):
    dependencies = [
        ("actions", "0002_events_are_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(triggers.drop, triggers.create),
        migrations.AddField(
            model_name="action",
            name="planned_on",
            field=publishing.text.dates.PartialDateField(
                blank=True,
                help_text="Promise au public, aussi précise qu’elle a été annoncée : juin 2025, 2025.",
                max_length=10,
                null=True,
                verbose_name="fin prévue",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="evidence_alt",
            field=models.CharField(
                blank=True,
                help_text="Ce que montre la photographie, en une phrase, pour qui ne la voit pas.",
                max_length=250,
                verbose_name="texte de remplacement",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="evidence_digest",
            field=models.CharField(
                blank=True, editable=False, max_length=64, verbose_name="empreinte de la preuve"
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="evidence_height",
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="evidence_width",
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                help_text="L’action sort du plan parce qu’une autre la reprend.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="absorptions",
                to="actions.action",
                verbose_name="regroupée avec",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="published_body",
            field=models.CharField(
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
        migrations.AddField(
            model_name="event",
            name="published_service",
            field=models.CharField(
                blank=True,
                help_text="Public. Un service, jamais le nom d’une personne.",
                max_length=120,
                verbose_name="service qui publie",
            ),
        ),
        migrations.AddField(
            model_name="historicalaction",
            name="planned_on",
            field=publishing.text.dates.PartialDateField(
                blank=True,
                help_text="Promise au public, aussi précise qu’elle a été annoncée : juin 2025, 2025.",
                max_length=10,
                null=True,
                verbose_name="fin prévue",
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="previous_digest",
            field=models.CharField(
                editable=False, max_length=64, unique=True, verbose_name="empreinte précédente"
            ),
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
                    "file_digest",
                    models.CharField(max_length=64, verbose_name="empreinte du fichier"),
                ),
                (
                    "made_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="fait le"),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "ordering": ["-made_at"],
            },
        ),
        migrations.AddField(
            model_name="event",
            name="import_run",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="actions.importrun",
                verbose_name="import",
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
                    _connector="OR",
                ),
                name="actions_event_photo_is_described",
                violation_error_message="Une photographie demande son texte de remplacement.",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into__isnull", True), ("status", "abandonnee"), _connector="OR"
                ),
                name="actions_event_merged_leaves_the_plan",
                violation_error_message="Une action regroupée avec une autre sort du plan : choisissez « Abandonnée ».",
            ),
        ),
        migrations.RunPython(chain_again, migrations.RunPython.noop),
        migrations.RunPython(triggers.create, triggers.drop),
    ]
