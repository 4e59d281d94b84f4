"""Lists of the next school year that came without saying so: whole classes are not moved inside the running one."""

from letopis.documents.school_import.live import Live
from letopis.documents.school_import.records import NOWHERE, Base, StudentRecord
from letopis.documents.school_import.words import WHICH_YEAR, table_name
from letopis.documents.sheets.problems import CellPlace, Remedy, Report
from letopis.documents.sheets.values import parse_class
from letopis.school.organisation.words import phrase

# So many of those known would go up a class: that is September, not a transfer.
_SHARE, _FEWEST = 1 / 3, 2
_OF_A_YEAR = frozenset({"unknown_class", "count_differs", "classes_inferred"})


def check_year(base: Base, live: Live, report: Report) -> None:
    """Ask whether the files are for the next year where more than a third of the students known go up a class.

    Until it is answered, nothing of the files that belongs to a year is written.
    """
    if live.year is None or base.year is None or report.settled(WHICH_YEAR):
        return
    known = [one for one in base.students if one.place is not NOWHERE and _grade_now(one, live)]
    risen = [one for one in known if _grade(one) == _grade_now(one, live) + 1]
    if len(risen) < _FEWEST or len(risen) <= _SHARE * len(known):
        return
    first, begins = risen[0], base.year.starts_on.year + 1
    coming = f"{begins}/{begins + 1}"
    base_year = base.year.name
    report.problems[:] = [one for one in report.problems if one.code not in _OF_A_YEAR]
    report.add(
        CellPlace(first.place.file, first.place.sheet, 0),
        table_name("students"),
        "next_year",
        phrase(
            "{risen} из {known} {student.gens} по этому списку на год старше, чем в базе: так бывает в списках "
            "на следующий учебный год. В текущем году {group.noms} не меняются. На какой год этот файл?",
            risen=len(risen),
            known=len(known),
        ),
        value=coming,
        choices=[
            Remedy(f"На следующий, {coming}", "cause", coming),
            Remedy(f"На {base_year}: перевести всех в этом году", "cause", base_year),
        ],
        cause=WHICH_YEAR,
        question="Это списки на следующий учебный год?",
    )
    for records in (base.classes, base.students, base.guardians, base.curriculum, base.load, base.timetable):
        for record in records:
            if record.place is not NOWHERE:
                report.spoil(record.place)


def _grade(student: StudentRecord) -> int:
    return found.grade if (found := parse_class(student.class_text)) else 0


def _grade_now(student: StudentRecord, live: Live) -> int:
    """The grade of the class that the student is in, by the base; 0 for none."""
    stays = live.memberships.get(student.live.pk, []) if student.live else []
    return stays[-1].class_group.grade if stays and stays[-1].ends_on is None else 0
