"""Consents with dates instead of a tick on the student's card: of a ticked one nobody knows the day."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

REASON = "Обновление: отметка карточки стала согласием без даты"


def bring(apps: Any, schema_editor: Any) -> None:
    """A consent for each ticked card, with its entry of the ledger, whose digest the ledger's own code computes."""
    from letopis.kernel.actor import Actor
    from letopis.kernel.clock import now
    from letopis.school.history.ledger import Change, entry_of
    from letopis.school.people.models import Consent as Tracked

    consents, entries = apps.get_model("people", "Consent").objects, apps.get_model("history", "Entry")
    columns = [field.attname for field in entries._meta.concrete_fields]
    moment = now()
    ticked = apps.get_model("people", "Student").objects.filter(consent=True).values_list("pk", "school_id")
    for student_id, school_id in ticked.order_by("pk").iterator():
        row = consents.create(school_id=school_id, student_id=student_id)
        live = Tracked(pk=row.pk, school_id=school_id, student_id=student_id)
        change = Change(row=live, action="give_consent", student_id=student_id, reason=REASON)
        entry = entry_of(Actor.system(school_id), change, moment)
        entries.objects.create(**{name: getattr(entry, name) for name in columns if name != "id"})


def take_back(apps: Any, schema_editor: Any) -> None:
    """The tick again, of those in force. The ledger keeps what it has."""
    open_ones = apps.get_model("people", "Consent").objects.filter(withdrawn_on=None).values("student_id")
    apps.get_model("people", "Student").objects.filter(pk__in=open_ones).update(consent=True)


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0004_log"),
        ("organisation", "0003_zone_of_the_server"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("given_on", models.DateField(blank=True, null=True)),
                ("withdrawn_on", models.DateField(blank=True, null=True)),
                (
                    "given_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="people.guardian",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.school",
                    ),
                ),
                (
                    "student",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="consents", to="people.student"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["school", "student"], name="consent_by_student")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(withdrawn_on__isnull=True), fields=("school", "student"), name="consent_once"
                    ),
                    models.CheckConstraint(
                        condition=Q(withdrawn_on__isnull=True)
                        | Q(given_on__isnull=True)
                        | Q(withdrawn_on__gte=F("given_on")),
                        name="consent_withdrawn_after_given",
                    ),
                ],
            },
        ),
        migrations.RunPython(bring, take_back),
        migrations.RemoveField(model_name="student", name="consent"),
    ]
