import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("services", "0001_initial")]

    operations = [
        migrations.RenameModel(old_name="HistoricalFact", new_name="HistoricalLandmark"),
        migrations.RenameModel(old_name="Fact", new_name="Landmark"),
        migrations.AlterField(
            model_name="landmark",
            name="service",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="landmarks",
                to="services.service",
                verbose_name="service",
            ),
        ),
    ]
