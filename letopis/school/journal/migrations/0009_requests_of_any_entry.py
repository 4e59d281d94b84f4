"""A request holds whatever the law of the journal refused, as it was typed; those of before were of a mark's value."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def fill(apps: Any, schema_editor: Any) -> None:
    """Write the requests of before as operations."""
    requests = apps.get_model("journal", "CorrectionRequest").objects.select_related("mark__lesson")
    for row in requests.iterator():
        mark = row.mark
        row.kind, row.object_id, row.base_version = "mark", mark.pk, mark.version
        row.place = f"{mark.lesson.date:%d.%m.%Y}"
        row.was, row.wanted = _told(mark), _told(row)
        row.operation = {
            "kind": "mark",
            "work_id": mark.work_id,
            "student_id": mark.student_id,
            "value": row.value,
            "second": row.second,
            "comment": mark.comment,
        }
        row.save(update_fields=["kind", "object_id", "base_version", "place", "was", "wanted", "operation"])


def _told(row: Any) -> str:
    return f"{row.value}/{row.second}" if row.second else str(row.value)


class Migration(migrations.Migration):
    """Add what a request holds now, fill it, take away what it held."""

    dependencies = [
        ("curriculum", "0002_course_kind"),
        ("journal", "0008_comment_phrases"),
        ("people", "0003_consents_within_a_term"),
        ("periods", "0003_requests_of_one_shape"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="correctionrequest", name="mark_request_one_waiting"),
        migrations.AddField("correctionrequest", "base_version", models.PositiveIntegerField(default=0)),
        migrations.AddField(
            "correctionrequest", "kind", models.CharField(default="", max_length=12), preserve_default=False
        ),
        migrations.AddField("correctionrequest", "object_id", models.BigIntegerField(blank=True, null=True)),
        migrations.AddField(
            "correctionrequest",
            "opening",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="periods.reopenrequest",
            ),
        ),
        migrations.AddField("correctionrequest", "operation", models.JSONField(default=dict), preserve_default=False),
        migrations.AddField(
            "correctionrequest", "place", models.CharField(default="", max_length=400), preserve_default=False
        ),
        migrations.AddField("correctionrequest", "wanted", models.CharField(blank=True, max_length=2500)),
        migrations.AddField("correctionrequest", "was", models.CharField(blank=True, max_length=2500)),
        migrations.AlterField(
            "correctionrequest",
            "asked_by",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="people.staff"),
        ),
        migrations.AlterField(
            "correctionrequest",
            "course",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="curriculum.course"),
        ),
        migrations.AlterField(
            "correctionrequest",
            "student",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.student",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RemoveField("correctionrequest", "mark"),
        migrations.RemoveField("correctionrequest", "second"),
        migrations.RemoveField("correctionrequest", "value"),
        migrations.AddConstraint(
            "correctionrequest",
            models.UniqueConstraint(
                condition=models.Q(("state", "waiting")),
                fields=("school", "kind", "object_id"),
                name="correction_request_one_waiting",
            ),
        ),
    ]
