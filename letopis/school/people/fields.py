"""Which fields of a card a role reads (ACC-10, Т3.1.4-5, Д1.4). The table is in docs/developer/personal-data.md.

What is not for the reader is emptied as it is read, so that no page, list or workbook can show it by oversight. A row
so emptied is never for writing: whoever may write a card reads all of it.
"""

from dataclasses import fields, replace
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from letopis.kernel.fields import blanks_of
from letopis.school.people.intake import PersonDraft, StaffDraft, StudentDraft
from letopis.school.people.models import Person, Staff, Student

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Row = TypeVar("Row", bound="DataclassInstance")


def veil_person(person: Person) -> None:
    """Leave the name alone."""
    _empty(person, PersonDraft, "private")


def veil_student(student: Student, *, private: bool, health: bool) -> None:
    """Leave of a card what the reader may have: `private` is all but names, `health` the groups of CON-06."""
    if not private:
        veil_person(student.person)
        _empty(student, StudentDraft, "private")
    if not health:
        _empty(student, StudentDraft, "health")


def veil_staff(staff: Staff, *, private: bool) -> None:
    """Leave of a card the name, the duty and the days of employment, unless all is for the reader."""
    if not private:
        veil_person(staff.person)
        _empty(staff, StaffDraft, "private")


def veiled(row: Row, *specs: type) -> Row:
    """Return a line of a list without the fields of it that `specs` keep for those who read private ones."""
    private = {name: blank for spec in specs for name, blank in _blanks(spec, "private").items()}
    return replace(row, **{one.name: private[one.name] for one in fields(row) if one.name in private})


def _empty(row: Person | Student | Staff, spec: type, reader: str) -> None:
    for name, blank in _blanks(spec, reader).items():
        setattr(row, name, blank)


@cache
def _blanks(spec: Any, reader: str) -> dict[str, Any]:
    return blanks_of(spec, reader)
