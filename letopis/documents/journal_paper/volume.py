"""What goes into a print, in order: a class's volume, a term of it, one page, the summary sheet. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from letopis.documents.journal_paper.attendance import attendance
from letopis.documents.journal_paper.content import ClassJournal, PaperCourse, PaperTerm, Seal
from letopis.documents.journal_paper.proofs import proof_part, proof_text, seal_line
from letopis.documents.journal_paper.spreads import spreads
from letopis.documents.journal_paper.summaries import summary
from letopis.documents.paper.slips import qr_svg
from letopis.documents.typesetting.lines import breakable, moment_text, sheets_counted
from letopis.kernel.errors import Refused
from letopis.kernel.roles import Role
from letopis.school.marks.enums import AbsenceCode, MarkState
from letopis.school.marks.states import SIGNS
from letopis.school.organisation.words import phrase, role_name

Part = dict[str, Any]
YEAR = "year"
HALVES = ("half-1", "half-2")
REMARK_LINES = 24


@dataclass(frozen=True, slots=True)
class Stretch:
    """What of the year is printed: its terms, and how it is called: «II четверть», «2026/2027 учебный год»."""

    terms: tuple[PaperTerm, ...]
    name: str
    is_year: bool


def stretch_of(journal: ClassJournal, period: str) -> Stretch:
    """Return the stretch of a name: «year», «quarter-2», «half-1», a term's id. Raises Refused with what there is."""
    if period in ("", YEAR):
        return Stretch(journal.terms, f"{journal.year} учебный год", is_year=True)
    found = [term for term in journal.terms if period in (term.code, str(term.id))] or _half(journal, period)
    if not found:
        known = ", ".join([*(term.code for term in journal.terms), YEAR])
        raise Refused(f"Периода «{period}» нет. Есть: {known}.", code="no_period", field="period")
    return Stretch(tuple(found), ", ".join(term.name for term in found), is_year=False)


def _half(journal: ClassJournal, period: str) -> list[PaperTerm]:
    """The terms of «half-1», up to the new year, or of «half-2», as the journal's screen has them."""
    if period not in HALVES:
        return []
    begins, of_autumn = journal.dates.starts_on.year, period == HALVES[0]
    return [term for term in journal.terms if (term.dates.starts_on.year == begins) == of_autumn]


def class_volume(journal: ClassJournal, period: str, *, address: str) -> Part:
    """Return a class's volume: cover, contents, general data, pages by subject, attendance, marks, remarks, the end."""
    stretch = stretch_of(journal, period)
    numbers = numbers_of(journal)
    parts = [_cover(journal, stretch), _contents(journal), *_cards(journal)]
    for course in journal.courses:
        parts += _course(journal, course, stretch, numbers)
    parts += [
        _headed(_attendance(journal, stretch, numbers), "Сводная ведомость учёта посещаемости", "attendance"),
        *_summary(journal, stretch, numbers),
    ]
    remarks = {"kind": "remarks", "lines": REMARK_LINES}
    parts += [_headed(remarks, "Замечания по ведению журнала", "remarks"), _end(journal)]
    title = phrase("{Group_journal} {name}", name=journal.name)
    return _document(journal, stretch, parts, address, title=title, is_book=True)


def _attendance(journal: ClassJournal, stretch: Stretch, numbers: dict[int, int]) -> Part:
    """The sheet of absences; where they are destroyed, by which act: zeros would be untrue."""
    if told := _destroyed(journal):
        return {"kind": "empty", "told": told, "term": stretch.name}
    return attendance(journal, stretch.terms, numbers)


def course_pages(journal: ClassJournal, period: str, *, address: str) -> Part:
    """Return the pages of the journal's courses for a stretch alone, without cover."""
    stretch = stretch_of(journal, period)
    numbers = numbers_of(journal)
    parts = [part for course in journal.courses for part in _course(journal, course, stretch, numbers)]
    title = ", ".join(course.title for course in journal.courses) + f" · {journal.name} · {stretch.name}"
    return _document(journal, stretch, parts, address, title=title, is_book=False)


def summary_sheet(journal: ClassJournal, period: str, *, address: str) -> Part:
    """Return the summary sheet of period marks as a document of its own, with places for signatures (ARC-03)."""
    stretch = stretch_of(journal, period)
    parts = [*_summary(journal, stretch, numbers_of(journal)), _end(journal)]
    title = f"Сводная ведомость · {journal.name} · {stretch.name}"
    return _document(journal, stretch, parts, address, title=title, is_book=False)


def summary_sheets(journals: Sequence[ClassJournal], period: str, *, address: str) -> Part:
    """Return the summary sheets of several classes as one document (ARC-03). Raises Refused."""
    first, parts = journals[0], []
    for journal in journals:
        stretch = stretch_of(journal, period)
        for part in _summary(journal, stretch, numbers_of(journal)):
            parts.append({**part, "head": f"{part['head']} · {journal.name}", "term": stretch.name, "label": ""})
    title = f"Сводные ведомости · {first.year}"
    foot = Foot(f"{first.school_short} · {title}", first.seal, first.printed_at, address)
    return document([*parts, _end(first)], title, foot)


def numbers_of(journal: ClassJournal) -> dict[int, int]:
    """Return by student the number in the list of the class, the same on every page."""
    return {student.id: number for number, student in enumerate(journal.students, start=1)}


def _document(
    journal: ClassJournal, stretch: Stretch, parts: Sequence[Part], address: str, *, title: str, is_book: bool
) -> Part:
    foot = Foot(f"{journal.school_short} · {journal.name} · {stretch.name}", journal.seal, journal.printed_at, address)
    return document(parts, title, foot, is_book=is_book)


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands at the foot of each page: of what, the seal it shows, when it was printed, where to look it up."""

    where: str
    seal: Seal | None
    printed_at: datetime
    address: str


def document(parts: Sequence[Part], title: str, foot: Foot, *, is_book: bool = False) -> Part:
    """Return parts as the template takes them: what stands at the foot of each page, the words, sheets in words."""
    return {
        "title": title,
        "date": [foot.printed_at.year, foot.printed_at.month, foot.printed_at.day],
        "book": is_book,
        "foot": {
            "where": foot.where,
            "printed": f"Напечатано {moment_text(foot.printed_at)}",
            "seal": seal_line(foot.seal),
            "qr": qr_svg(proof_text(foot.address, foot.seal.root)) if foot.seal else "",
        },
        "words": _words(),
        "sheets": [sheets_counted(number) for number in range(_most(parts))],
        "parts": parts,
    }


def _most(parts: Sequence[Part]) -> int:
    """More sheets than these parts can have."""
    return 2 * len(parts) + 50


def _words() -> dict[str, str]:
    """The school's own words that the template sets."""
    return {
        "group": phrase("{Group.nom}"),
        "student": phrase("Фамилия, имя"),
        "teacher": phrase("{Teacher.nom}"),
        "lesson": phrase("{Lesson.nom}"),
        "given": phrase("Проведено {lesson.gens}"),
    }


def _headed(part: Part, head: str, label: str = "") -> Part:
    return {**part, "head": head, "label": label}


def _cover(journal: ClassJournal, stretch: Stretch) -> Part:
    people = [f"{role_name(Role.TUTOR)}: {name}" for name in journal.tutors]
    return {
        "kind": "cover",
        "school": journal.school,
        "place": ", ".join(filter(None, (journal.city, journal.address))),
        "title": phrase("{Group_journal}"),
        "group": phrase("{Group.nom} {name}", name=journal.name),
        "period": stretch.name if stretch.is_year else f"{stretch.name} {journal.year} учебного года",
        "people": [*people, *filter(None, [_destroyed(journal)])],
    }


def _destroyed(journal: ClassJournal) -> str:
    return f"Страницы уничтожены по акту {journal.destroyed}." if journal.destroyed else ""


def _contents(journal: ClassJournal) -> Part:
    """The table of contents: subjects with their teachers, then what follows; pages are filled in by the setter."""
    rows = [[breakable(one.title, 40), ", ".join(one.teachers), f"course-{one.id}"] for one in journal.courses]
    if journal.cards:
        rows.insert(0, [phrase("Общие сведения об {student.pres}"), "", "cards"])
    after = (
        ("Сводная ведомость учёта посещаемости", "attendance"),
        ("Сводная ведомость отметок за период", "summary"),
        ("Замечания по ведению журнала", "remarks"),
    )
    rows += [[one, "", at] for one, at in after]
    return {"kind": "contents", "head": "Оглавление", "label": "", "rows": rows, "signs": _signs()}


def _signs() -> list[list[str]]:
    """What the signs in the cells mean."""
    absences = [[str(code), str(code.label)] for code in AbsenceCode]
    return [*absences, *([SIGNS[state], str(state.label)] for state in MarkState), ["2→4", "работа переписана"]]


def _course(journal: ClassJournal, course: PaperCourse, stretch: Stretch, numbers: dict[int, int]) -> Iterator[Part]:
    """The spreads of a course, or one page that says that there was nothing."""
    label, is_empty, gone = f"course-{course.id}", True, _destroyed(journal)
    for term in stretch.terms:
        is_last = term is journal.terms[-1]
        for part in spreads(course, term, numbers, journal.dates.starts_on, is_last=is_last):
            # What is left are marks of periods: nothing is said of how many lessons there were.
            more = {"told": gone, "given": None} if gone else {}
            yield {**_headed(part, course.title, label), "term": term.name, **more}
            label, is_empty = "", False
    if is_empty:
        told = gone or phrase("{Lesson.gens} за это время не было.")
        yield {**_headed({"kind": "empty", "told": told}, course.title, label), "term": stretch.name}


def _summary(journal: ClassJournal, stretch: Stretch, numbers: dict[int, int]) -> Iterator[Part]:
    with_year = stretch.is_year or stretch.terms[-1:] == journal.terms[-1:]
    label = "summary"
    for part in summary(journal, stretch.terms, numbers, with_year=with_year):
        yield _headed(part, "Сводная ведомость отметок", label)
        label = ""


def _cards(journal: ClassJournal) -> list[Part]:
    """General data on students, where they are printed; the setter breaks the pages."""
    rows = [
        [
            str(number),
            breakable(one.name, 24),
            f"{one.born:%d.%m.%Y}" if one.born else "",
            breakable(one.file_number, 12),
            breakable("\n".join(filter(None, (one.address, one.phone))), 24),
            "\n".join(", ".join(filter(None, (g.name, g.kinship.lower(), g.phone))) for g in one.guardians),
        ]
        for number, one in enumerate(journal.cards or (), start=1)
    ]
    return (
        [_headed({"kind": "cards", "rows": rows}, phrase("Общие сведения об {student.pres}"), "cards")] if rows else []
    )


def _end(journal: ClassJournal) -> Part:
    """The last leaf: how many sheets, checked and accepted, places for signatures and the seal (Т7.5, П5.3)."""
    return {
        "kind": "end",
        "head": "",
        "label": "",
        "bound": "Прошито, пронумеровано и скреплено печатью",
        "checked": "Журнал проверен и принят для сдачи в архив.",
        "signs": signs(),
        "proof": proof_part(journal.seal),
    }


def signs() -> list[str]:
    """Who signs a print (П5.3, Т7.5)."""
    return ["Заместитель директора", role_name(Role.DIRECTOR)]
