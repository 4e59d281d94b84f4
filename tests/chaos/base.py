"""The base the chaos happens in: `python -m tests.chaos.base make` fills it, `… check` tells what is in it, as JSON."""

import json
import os
import sys
from typing import Any

STUDENTS, WORKS, TEACHERS = 12, 6, 2
# More than a run ends.
SESSIONS = 200


def fill() -> dict[str, Any]:
    """Make a class, works of today and two teachers of the course, deputies too; returns ids and open sessions."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.core.management import call_command
    from django.db import transaction

    from letopis.kernel.clock import today
    from letopis.kernel.roles import Role
    from letopis.school.access.sessions import SessionStore
    from tests import factories as make

    call_command("migrate", verbosity=0)
    school = make.make_school()
    day = today("Europe/Moscow")
    # The year is one that contains today, whenever this runs.
    year = make.make_year(school, starts_on=day.replace(day=1, month=1), ends_on=day.replace(day=31, month=12))
    year.schemes.get().terms.all().delete()
    staff = [make.make_staff(school) for _ in range(TEACHERS)]
    class_group = make.make_class(school)
    students = [make.make_student(class_group, since=year.starts_on) for _ in range(STUDENTS)]
    course = make.make_course(class_group)
    for teacher in staff:
        make.CourseTeacher.objects.create(school=school, course=course, staff=teacher, starts_on=year.starts_on)
    works = [make.make_work(make.make_lesson(course, day, number)) for number in range(1, WORKS + 1)]
    people = []
    for teacher in staff:
        account = make.make_account(teacher.person, Role.DEPUTY)
        keys = []
        with transaction.atomic():
            for _ in range(SESSIONS):
                session = SessionStore()
                session[SESSION_KEY] = str(account.pk)
                session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
                session[HASH_SESSION_KEY] = account.get_session_auth_hash()
                session.create()
                keys.append(session.session_key)
        people.append({"account": account.pk, "person": teacher.person_id, "sessions": keys})
    return {"works": [w.pk for w in works], "students": [s.pk for s in students], "people": people}


def state() -> dict[str, Any]:
    """The ledger's operations in order, whose and in which role, and the marks: cell → (comment, version)."""
    from letopis.school.history.models import Entry
    from letopis.school.marks.models import Mark

    return {
        "entries": [
            [str(op), after["work_id"], after["student_id"], after["comment"], after["version"]]
            for op, after in Entry.objects.filter(op_id__isnull=False, kind="journal.mark")
            .order_by("id")
            .values_list("op_id", "after")
        ],
        "authors": [
            [str(op), account, role]
            for op, account, role in Entry.objects.filter(op_id__isnull=False, kind="journal.mark").values_list(
                "op_id", "account_id", "role"
            )
        ],
        "marks": [list(row) for row in Mark.objects.values_list("work_id", "student_id", "comment", "version")],
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "letopis.config.settings")
    import django

    django.setup()
    json.dump(fill() if sys.argv[1] == "make" else state(), sys.stdout)
