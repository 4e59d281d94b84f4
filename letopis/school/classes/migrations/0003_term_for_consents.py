"""Families that sign in already are not shut out by the update: a term within which their consents are written down.

Nobody is said to have signed what nobody has seen (152-ФЗ, art. 9, part 3: the school has to prove it): the row holds up
to a day and says so, the office completes it from the paper or lets the access end (decisions/0016).
"""

from datetime import date, timedelta
from typing import Any

from django.db import migrations
from django.db.models import Exists, OuterRef, Q

TERM = timedelta(days=60)
SUMMER = timedelta(days=120)
REASON = "Обновление: семья уже входила, согласие внесут до указанного дня"


def term_from(day: date) -> date:
    """Return the last day of the term for an update on `day`: 60 days, in summer from 1 September."""
    return (date(day.year, 9, 1) if day.month in {6, 7, 8} else day) + TERM


def give_terms(apps: Any, schema_editor: Any) -> None:
    """A row for each student in a class of whom no consent was ever written, and whose family has a login."""
    from letopis.kernel.clock import today

    for school_id, zone in apps.get_model("organisation", "School").objects.values_list("pk", "time_zone"):
        day = today(zone)
        _give(apps, school_id, _without(apps, school_id, day), term_from(day))


def _without(apps: Any, school_id: int, day: date) -> Any:
    """The ids of the students, in a class today or later, who sign in or whose parents do, without a consent."""
    lasting = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    opened = apps.get_model("access", "AccountPerson").objects.filter(school=school_id, is_blocked=False)
    links = apps.get_model("people", "Guardianship").objects.filter(
        lasting, Exists(opened.filter(person=OuterRef("guardian__person"))), student=OuterRef("pk")
    )
    # In summer the last year goes on until the next begins; a stay without an end lasts to the end of its year.
    of_now = Q(class_group__year__ends_on__gte=day - SUMMER)
    stays = apps.get_model("classes", "Membership").objects.filter(lasting, of_now, student=OuterRef("pk"))
    said = apps.get_model("people", "Consent").objects.filter(student=OuterRef("pk"))
    students = apps.get_model("people", "Student").objects.filter(Exists(stays), ~Exists(said), school=school_id)
    signing_in = Exists(opened.filter(person=OuterRef("person"))) | Exists(links)
    return students.filter(signing_in).order_by("pk").values_list("pk", flat=True)


def _give(apps: Any, school_id: int, students: Any, until: date) -> None:
    from letopis.kernel.actor import Actor
    from letopis.kernel.clock import now
    from letopis.school.history.ledger import Change, entry_of
    from letopis.school.people.models import Consent as Tracked

    consents, entries = apps.get_model("people", "Consent").objects, apps.get_model("history", "Entry")
    columns = [field.attname for field in entries._meta.concrete_fields]
    moment = now()
    for student_id in list(students):
        row = consents.create(school_id=school_id, student_id=student_id, holds_until=until)
        live = Tracked(pk=row.pk, school_id=school_id, student_id=student_id, holds_until=until)
        change = Change(row=live, action="give_term", student_id=student_id, reason=REASON)
        entry = entry_of(Actor.system(school_id), change, moment)
        entries.objects.create(**{name: getattr(entry, name) for name in columns if name != "id"})


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0006_blocked_and_slips"),
        ("classes", "0002_orders_as_documents"),
        ("history", "0004_log"),
        ("organisation", "0003_zone_of_the_server"),
        ("people", "0003_consents_within_a_term"),
    ]

    operations = [migrations.RunPython(give_terms, migrations.RunPython.noop)]
