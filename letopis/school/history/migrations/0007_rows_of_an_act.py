from django.db import migrations, models

from letopis.school.history.columns import AddColumn


class Migration(migrations.Migration):
    """How many rows of the tables an act has destroyed with the entries about them. No row is written anew."""

    dependencies = [("history", "0006_verifications")]
    operations = [AddColumn("destructionact", "rows", models.PositiveIntegerField(db_default=0, default=0))]
