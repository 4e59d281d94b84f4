"""The ledger begins to hold sections of plans, and notes and sections of their hours: it is told what stands there."""

from typing import Any

from django.db import migrations
from django.db.models import Q

REASON = "Обновление: история хранит и разделы планов, и примечания"
HELD = ("plan_id", "number", "topic", "kind", "homework", "planned_on")


def take_in_plans(apps: Any, schema_editor: Any) -> None:
    """Sections as new rows; of hours those that have a section or a note."""
    from letopis.school.history.taking_in import Standing, columns_of, take_in

    sections = apps.get_model("curriculum", "PlanSection").objects.order_by("pk")
    take_in(
        apps,
        "curriculum.PlanSection",
        (
            Standing(row.school_id, row.pk, None, columns_of(row, "plan_id", "number", "title", "hours"))
            for row in sections.iterator()
        ),
        REASON,
    )
    hours = apps.get_model("curriculum", "PlannedLesson").objects.filter(~Q(note="") | Q(section__isnull=False))
    take_in(
        apps,
        "curriculum.PlannedLesson",
        (
            Standing(row.school_id, row.pk, columns_of(row, *HELD), columns_of(row, *HELD, "section_id", "note"))
            for row in hours.order_by("pk").iterator()
        ),
        REASON,
    )


class Migration(migrations.Migration):
    """Nothing of the tables changes."""

    dependencies = [
        ("curriculum", "0002_course_kind"),
        ("history", "0007_rows_of_an_act"),
        ("organisation", "0003_zone_of_the_server"),
    ]
    operations = [migrations.RunPython(take_in_plans, migrations.RunPython.noop)]
