"""Cross checks: rows against each other and against the base. Every check names the row to mend and how."""

from letopis.documents.school_import.checking import children, clashes, classes, guardians, people, teaching, timetable
from letopis.documents.school_import.checking.school import is_of_another_school
from letopis.documents.school_import.checking.years import check_year
from letopis.documents.school_import.families import match_guardians
from letopis.documents.school_import.live import Live
from letopis.documents.school_import.matching import match_staff, match_students
from letopis.documents.school_import.records import Base
from letopis.documents.school_import.relations import name_teachers
from letopis.documents.sheets.problems import Report


def check(base: Base, live: Live, report: Report) -> None:
    """Settle all references between the records and note every problem."""
    classes.settle_classes(base, live, report)
    timetable.infer_load(base, live, report)
    people.fold_staff(base, report)
    children.fold_students(base, report)
    people.infer_staff(base, live, report)
    match_staff(base, live, report)
    match_students(base, live, report)
    if is_of_another_school(base, live, report):
        return
    check_year(base, live, report)
    people.check_doubles(base, report)
    people.settle_tutors(base, report)
    people.check_ages(base, live, report)
    people.check_sexes(base, report)
    guardians.settle_guardians(base, report)
    match_guardians(base, live, report)
    classes.check_counts(base, report)
    teaching.settle_subjects(base, live, report)
    name_teachers(base)
    teaching.settle_load(base, live, report)
    timetable.settle_slots(base, live, report)
    clashes.check_clashes(base, report)
    classes.note_missing_tables(base, live, report)
