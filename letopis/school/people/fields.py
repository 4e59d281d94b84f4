"""Which fields of a card a role reads (ACC-10, Т3.1.4-5, Д1.4). The table is in docs/developer/personal-data.md.

What is not for the reader is emptied as it is read, so that no page, list or workbook can show it by oversight. A row
so emptied is never for writing: whoever may write a card reads all of it.
"""

from letopis.school.people.models import Person, Staff, Student

OF_PERSON = ("snils", "phone", "email", "sex")
OF_STUDENT = ("file_number", "address", "note")
OF_HEALTH = ("health_group", "sport_group")
OF_STAFF = ("hired_order", "dismissed_order")


def veil_person(person: Person) -> None:
    """Leave the name alone."""
    person.birth_date = None
    _empty(person, OF_PERSON)


def veil_student(student: Student, *, private: bool, health: bool) -> None:
    """Leave of a card what the reader may have: `private` is all but names, `health` the groups of CON-06."""
    if not private:
        veil_person(student.person)
        _empty(student, OF_STUDENT)
    if not health:
        _empty(student, OF_HEALTH)


def veil_staff(staff: Staff, *, private: bool) -> None:
    """Leave of a card the name, the duty and the days of employment, unless all is for the reader."""
    if not private:
        veil_person(staff.person)
        _empty(staff, OF_STAFF)


def _empty(row: Person | Student | Staff, names: tuple[str, ...]) -> None:
    for name in names:
        setattr(row, name, "")
