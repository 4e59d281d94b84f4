"""The words of schools for each column of each table, and for the school's card. Add a synonym here, nowhere else.

A module a table, or some that are alike; what people call what a card holds is said where the card is specified
(school/people/intake.py).
"""

from dataclasses import replace

from letopis.documents.school_import.vocabularies.card import CARD
from letopis.documents.school_import.vocabularies.common import CHILD, RELATIVE, SPECIFIED
from letopis.documents.school_import.vocabularies.days import BELLS, CALENDAR, TIMETABLE
from letopis.documents.school_import.vocabularies.guardians import GUARDIANS
from letopis.documents.school_import.vocabularies.school import CLASSES, ROOMS, SHORTS, SUBJECTS
from letopis.documents.school_import.vocabularies.staff import STAFF
from letopis.documents.school_import.vocabularies.students import STUDENTS
from letopis.documents.school_import.vocabularies.study import CURRICULUM, LOAD
from letopis.documents.school_import.vocabularies.values import NAMES_OF, NEAR, PEOPLE, VALUES, VALUES_OF_PEOPLE
from letopis.documents.sheets.headers import Vocabulary

__all__ = ["CARD", "CHILD", "RELATIVE", "SPECIFIED", "VOCABULARIES"]

# In the order in which they are tried.
_TABLES = (
    STUDENTS,
    GUARDIANS,
    STAFF,
    CLASSES,
    ROOMS,
    BELLS,
    CALENDAR,
    TIMETABLE,
    LOAD,
    CURRICULUM,
    SUBJECTS,
    SHORTS,
)


def _whole(one: Vocabulary) -> Vocabulary:
    fields = dict.fromkeys(column.field for column in one.columns)
    return replace(
        one,
        values=VALUES | (VALUES_OF_PEOPLE if one.table in PEOPLE else {}),
        near=NEAR,
        names={name: NAMES_OF[name] for name in fields if name in NAMES_OF},
    )


VOCABULARIES = tuple(_whole(one) for one in _TABLES)
