"""A child who stands in two lists: the school's and the class's with telephones, the parents' with the child's data."""

from collections import defaultdict

from letopis.documents.school_import.records import NOWHERE, Base, PaperOrder, StudentRecord
from letopis.documents.sheets.problems import Report
from letopis.school.organisation.words import phrase

_OWN = ("sex", "birth_date", "snils", "phone", "email", "language_group")
_STAY = ("enrolled_on", "enrol_order", "left_on", "left_order", "has_consent", "consent_on")
# What two children of one name and class differ in.
_TELLING = ("birth_date", "snils")


def fold_students(base: Base, report: Report) -> None:
    """A child of one name and class in two lists is one: what the later says besides is added to the earlier.

    Rows of one list stay apart: there it is a double. So do those of whom a birth date, a СНИЛС or a personal file says
    otherwise, and of whom two of the earlier may be.
    """
    earlier: dict[tuple[str, str], list[StudentRecord]] = defaultdict(list)
    folded: dict[int, StudentRecord] = {}
    apart: dict[tuple[str, str], list[tuple[StudentRecord, bool]]] = defaultdict(list)
    for one in base.students:
        named = earlier[one.name.key, one.class_key]
        likely = [other for other in named if _list_of(other) != _list_of(one) and not _differ(one, other)]
        if len(likely) == 1 and one.class_key and not any(map(report.is_spoiled, (one.place, likely[0].place))):
            folded[id(one)] = likely[0]
            apart[_list_of(one)].append((one, _add(likely[0], one)))
        else:
            named.append(one)
    base.students[:] = [one for one in base.students if id(one) not in folded]
    for guardian in base.guardians:
        if guardian.student is not None:
            guardian.student = folded.get(id(guardian.student), guardian.student)
    for rows in apart.values():
        _tell(base, rows, report)


def _list_of(one: StudentRecord) -> tuple[str, str]:
    return one.place.file, one.place.sheet


def _differ(one: StudentRecord, other: StudentRecord) -> bool:
    if NOWHERE in {one.place, other.place}:
        return True
    pairs = [(getattr(one, name), getattr(other, name)) for name in _TELLING]
    pairs.append((one.card.get("file_number"), other.card.get("file_number")))
    return any(mine and its and mine != its for mine, its in pairs)


def _add(kept: StudentRecord, other: StudentRecord) -> bool:
    """Add what the other row says besides; whether it says something else of what the first tells."""
    differ = False
    for name in (*_OWN, *_STAY):
        mine, its = getattr(kept, name), getattr(other, name)
        differ = differ or _contradicts(mine, its)
        if not _says(mine):
            setattr(kept, name, its)
    for name, its in other.card.items():
        differ = differ or _contradicts(kept.card.get(name), its)
        if not _says(kept.card.get(name)):
            kept.card[name] = its
    return differ


def _says(value: object) -> bool:
    return value not in (None, "", PaperOrder())


def _contradicts(mine: object, its: object) -> bool:
    return _says(mine) and _says(its) and mine != its


def _tell(base: Base, rows: list[tuple[StudentRecord, bool]], report: Report) -> None:
    """One doubt a list; another where it says other things than the first."""
    for wanted, code, text in (
        (
            None,
            "in_two_lists",
            "{Student.noms} этого листа есть и на другом: карточка одна, сведения соединены.",
        ),
        (True, "lists_differ", "Два листа говорят о {student.pres} разное: записано то, что на первом. Сверьте."),
    ):
        told = [one for one, differs in rows if wanted is None or differs]
        if told:
            report.warn(
                told[0].place,
                base.label("students", told[0], "full_name"),
                code,
                phrase(text),
                value=told[0].name.text,
                rows=[one.place.row for one in told] if len(told) > 1 else (),
            )
