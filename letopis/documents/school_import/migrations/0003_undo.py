"""What a run has written, so that it may be undone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_settled_answers")]

    operations = [
        migrations.AddField("importrun", "entries", models.TextField(blank=True, default="")),
        migrations.AlterField(
            "importrun",
            "state",
            models.CharField(
                choices=[
                    ("checking", "Проверяется"),
                    ("ready", "Проверен"),
                    ("writing", "Записывается"),
                    ("done", "Записан"),
                    ("failed", "Не принят"),
                    ("discarded", "Отменён"),
                    ("undone", "Запись отменена"),
                ],
                default="checking",
                max_length=10,
            ),
        ),
    ]
