from django.db import migrations, models

import letopis.school.organisation.models


class Migration(migrations.Migration):
    dependencies = [("organisation", "0002_shortened_day")]

    operations = [
        migrations.AlterField(
            model_name="school",
            name="time_zone",
            field=models.CharField(default=letopis.school.organisation.models.zone_of_the_server, max_length=60),
        )
    ]
