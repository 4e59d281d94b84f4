"""Records ↔ the base: what would be created, what would change. Nothing is written here."""

from letopis.documents.school_import.draft import Draft
from letopis.documents.school_import.live import Live
from letopis.documents.school_import.planning.classes import plan_classes
from letopis.documents.school_import.planning.context import Planning
from letopis.documents.school_import.planning.guardians import plan_guardians
from letopis.documents.school_import.planning.school import plan_school
from letopis.documents.school_import.planning.staff import plan_staff
from letopis.documents.school_import.planning.students import plan_students
from letopis.documents.school_import.planning.teaching import plan_teaching
from letopis.documents.school_import.records import Base
from letopis.documents.school_import.rights import Rights
from letopis.documents.sheets.problems import Report


def plan(base: Base, live: Live, report: Report, rights: Rights) -> Draft:
    """Return the draft of all that has no error and that `rights` let one write, dependent rows left out."""
    planning = Planning(base, live, report, Draft(live.school), rights)
    plan_school(planning)
    plan_staff(planning)
    plan_classes(planning)
    plan_students(planning)
    plan_guardians(planning)
    plan_teaching(planning)
    planning.note_forbidden()
    planning.note_dependent()
    return planning.draft


__all__ = ["plan"]
