"""General data on the students of a class for the printer: for those who may see private data alone (policy.py)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from letopis.documents.journal_paper.content import PaperCard, PaperGuardian
from letopis.school.classes.models import ClassGroup
from letopis.school.lessons.queries.rosters import Listed
from letopis.school.organisation.models import dated_on
from letopis.school.people.enums import Kinship
from letopis.school.people.models import Guardianship, Student, full_name, names_of
from letopis.school.people.rules import phone_text


def cards_of(group: ClassGroup, day: date, students: Sequence[Listed]) -> tuple[PaperCard, ...]:
    """Return general data on those of the class, in its order. Two queries."""
    ids = [one.id for one in students if one.stays]
    guardians = _guardians(group.school_id, day, ids)
    rows = Student.objects.filter(school_id=group.school_id, pk__in=ids).order_by("person__sort_key", "pk")
    found = rows.values_list("pk", *names_of("person"), "person__birth_date", "file_number", "address", "person__phone")
    return tuple(
        PaperCard(full_name(*name), born, file_number, address, phone_text(phone), tuple(guardians[pk]))
        for pk, *name, born, file_number, address, phone in found
    )


def _guardians(school_id: int, day: date, ids: Sequence[int]) -> dict[int, list[PaperGuardian]]:
    rows = Guardianship.objects.filter(dated_on(day), school_id=school_id, student_id__in=ids)
    found: dict[int, list[PaperGuardian]] = defaultdict(list)
    order = ("student_id", "guardian__person__sort_key", "pk")
    columns: tuple[Any, ...] = ("student_id", "kinship", *names_of("guardian__person"), "guardian__person__phone")
    for student_id, kinship, *name, phone in rows.order_by(*order).values_list(*columns):
        found[student_id].append(PaperGuardian(str(Kinship(kinship).label), full_name(*name), phone_text(phone)))
    return found
