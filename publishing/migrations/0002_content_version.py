from django.db import migrations, models


def begin(apps, schema_editor):
    apps.get_model("publishing", "ContentVersion").objects.create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_initial")]

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
            options={"verbose_name": "version du contenu"},
        ),
        # The table goes away with its row: there is nothing to undo.
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
