from typing import Any

from django.db import migrations, models

STATES = [
    ("debt", "долг"),
    ("submitted", "сдано, не проверено"),
    ("late", "сдано позже срока"),
    ("missing", "не сдано"),
    ("absent", "не писал работу"),
    ("redo", "переписать"),
    ("excluded", "не учитывается"),
]


def carry(apps: Any, schema_editor: Any) -> None:
    """A point to be resolved is one of the states."""
    apps.get_model("journal", "Mark").objects.filter(is_debt=True).update(state="debt")


def carry_back(apps: Any, schema_editor: Any) -> None:
    """Other states have no place in the column of before: they say nothing there."""
    apps.get_model("journal", "Mark").objects.filter(state="debt").update(is_debt=True)


class Migration(migrations.Migration):
    dependencies = [("journal", "0004_correction_requests")]

    operations = [
        migrations.AddField(
            model_name="mark", name="state", field=models.CharField(blank=True, choices=STATES, default="", max_length=10),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="mark", name="was", field=models.CharField(blank=True, default="", max_length=4),
            preserve_default=False,
        ),
        migrations.AddField(model_name="mark", name="was_set_at", field=models.DateTimeField(blank=True, null=True)),
        migrations.AddField(model_name="work", name="released_at", field=models.DateTimeField(blank=True, null=True)),
        migrations.RunPython(carry, carry_back),
        migrations.RemoveField(model_name="mark", name="is_debt"),
    ]
