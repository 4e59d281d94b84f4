from typing import Any

from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery


def fill(apps: Any, schema_editor: Any) -> None:
    """Marks of before: the ledger knows when a value first stood in the cell; the rest count from what is shown."""
    entries = apps.get_model("history", "Entry").objects
    marks = apps.get_model("journal", "Mark").objects
    own = entries.filter(school_id=OuterRef("school_id"), kind="journal.mark", object_id=OuterRef("pk"))
    valued = own.filter(after__isnull=False).exclude(after__value="").order_by("id")
    marks.update(first_set_at=Subquery(valued.values("at")[:1]))
    marks.filter(first_set_at=None).exclude(value="").update(first_set_at=F("set_at"))


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_homework_upload"), ("history", "0002_append_only")]

    operations = [
        migrations.AddField(
            model_name="mark", name="first_set_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
