from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0005_states_of_works")]

    operations = [
        migrations.AddField(
            model_name="homework", name="set_at", field=models.DateTimeField(blank=True, null=True)
        ),
    ]
