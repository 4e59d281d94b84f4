"""The ledger begins to hold what the signing of an order has written: it is told what stands there."""

from typing import Any

from django.db import migrations

REASON = "Обновление: история хранит и то, что записано при подписании приказа"
HELD = ("order_id", "student_id", "class_from_id", "class_to_id", "effective_on", "note")


def take_in_effects(apps: Any, schema_editor: Any) -> None:
    """Of the lines those of orders that were signed here."""
    from letopis.school.history.taking_in import Standing, columns_of, take_in

    lines = apps.get_model("classes", "OrderLine").objects.exclude(applied_as=None).order_by("pk")
    take_in(
        apps,
        "classes.OrderLine",
        (
            Standing(row.school_id, row.pk, columns_of(row, *HELD), columns_of(row, *HELD, "applied_as", "effects"))
            for row in lines.iterator()
        ),
        REASON,
    )


class Migration(migrations.Migration):
    """Nothing of the tables changes."""

    dependencies = [
        ("classes", "0003_term_for_consents"),
        ("history", "0007_rows_of_an_act"),
        ("organisation", "0003_zone_of_the_server"),
    ]
    operations = [migrations.RunPython(take_in_effects, migrations.RunPython.noop)]
