"""Loading a base, put together: preview() reads and plans, apply() plans again and writes what still fits."""

import logging
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.db import DatabaseError, transaction

from letopis.documents.school_import.checking import check
from letopis.documents.school_import.draft import Draft
from letopis.documents.school_import.identifiers import spelled_out
from letopis.documents.school_import.live import load_live
from letopis.documents.school_import.parsing import parse
from letopis.documents.school_import.parsing.card import kind_on_card
from letopis.documents.school_import.parsing.lessons import parse_timetables
from letopis.documents.school_import.planning import plan
from letopis.documents.school_import.recognising import SheetTable, recognise
from letopis.documents.school_import.recognising.plans import CODE as LESSON_PLAN
from letopis.documents.school_import.rights import Rights
from letopis.documents.school_import.words import table_name
from letopis.documents.sheets.guard import read_files
from letopis.documents.sheets.preview import SheetPreview, count_sheets, in_order
from letopis.documents.sheets.problems import Answers, Report
from letopis.documents.sheets.questions import read_with
from letopis.documents.sheets.refusals import FileRefused
from letopis.documents.sheets.sheet import Sheet
from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import Refused
from letopis.kernel.statistics import renew_statistics
from letopis.school.history.models import Entry
from letopis.school.marks.actions.kinds import ensure_work_kinds
from letopis.school.organisation.enums import SchoolKind
from letopis.school.organisation.models import (
    AcademicYear,
    BellPeriod,
    BellSchedule,
    CalendarDay,
    School,
    Term,
    Vacation,
)
from letopis.school.organisation.words import in_words_of, phrase
from letopis.school.timetable.actions import generate_lessons
from letopis.school.timetable.models import WeeklySlot

log = logging.getLogger(__name__)
# How often a base that others change at the same time is planned over.
ATTEMPTS = 3
# (stage for the reader, done, total)
Progress = Callable[[str, int, int], None]
# What is told of the rows as they are written.
Written = Callable[["Preview"], None]


def silent(stage: str, done: int, total: int) -> None:
    """Progress for those who do not look."""


def untold(found: "Preview") -> None:
    """For those who keep no account of what was written."""


@dataclass(frozen=True, kw_only=True)
class Preview(SheetPreview):
    """What loading would do."""

    draft: Draft
    year: str
    # Answers to whole causes that answer nothing here, in words, by cause.
    strays: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """What `letopis import --json` prints."""
        return {
            **self.draft.counts.as_json(),
            "missing": self.draft.missing,
            "orders": [order.as_json() for order in self.draft.orders],
            "problems": [problem.as_json() for problem in self.problems],
            "questions": [question.as_json() for question in self.questions],
        }


def base_version(school_id: int) -> str:
    """What a preview was made over: the last official change; those of marks and lessons do not count."""
    changes = Entry.objects.filter(school_id=school_id).exclude(kind__startswith="journal.")
    last = changes.exclude(kind="timetable.lesson").order_by("-id").values_list("id", flat=True).first()
    return str(last or 0)


def read(paths: list[Path], progress: Progress = silent) -> list[Sheet]:
    """Return the sheets of the files. Raises FileRefused."""
    progress("Чтение файлов", 0, 1)
    return spelled_out(read_files(paths))


def preview(
    sheets: list[Sheet],
    *,
    school: School | None,
    actor: Actor | None = None,
    answers: Answers | None = None,
    meanings: Mapping[tuple[str, str], str] | None = None,
    progress: Progress = silent,
) -> Preview:
    """Say what loading `sheets` into `school` (None: a school to be founded) would do. Saves nothing.

    What is not `actor`'s to write (None: the program itself, which writes all) is told and left out. Raises FileRefused
    where no table is recognised.
    """
    found, wrong = read_with(
        answers or Answers(),
        lambda report: _previewed(sheets, report, school, actor, meanings or {}, progress),
        lambda found: found.problems,
    )
    return replace(found, strays=wrong)


def _previewed(  # noqa: PLR0917
    sheets: list[Sheet],
    report: Report,
    school: School | None,
    actor: Actor | None,
    meanings: Mapping[tuple[str, str], str],
    progress: Progress,
) -> Preview:
    """Read the sheets once, with the answers of `report`."""
    progress("Распознавание таблиц", 0, 5)
    with in_words_of(school.kind if school else SchoolKind.GENERAL):
        tables = recognise(sheets, report, meanings)
        if not tables:
            raise _nothing_recognised(report)
    # A school to be founded says in its card what it is.
    with in_words_of(school.kind if school else kind_on_card(tables)):
        return _planned(sheets, tables, report, school, Rights(actor), progress)


def _nothing_recognised(report: Report) -> FileRefused:
    plan = next((problem.message for problem in report.problems if problem.code == LESSON_PLAN), "")
    if plan:
        return FileRefused(plan, code=LESSON_PLAN)
    concealed = next((one.place.sheet for one in report.problems if one.code == "hidden_sheets"), "")
    if concealed:
        message = f"Таблиц нет ни на одном листе, который виден. Лист «{concealed}» скрыт: покажите его, если он нужен."
        return FileRefused(message, code="nothing_recognised")
    return FileRefused(
        phrase(
            "Ни одна таблица не распознана. Проверьте, что в файле есть строка заголовков: «ФИО», «{Group.nom}», "
            "«Предмет» …"
        ),
        code="nothing_recognised",
    )


def _planned(  # noqa: PLR0917
    sheets: list[Sheet],
    tables: list[SheetTable],
    report: Report,
    school: School | None,
    rights: Rights,
    progress: Progress,
) -> Preview:
    """Parse, check and plan what was recognised."""
    progress("Разбор строк", 1, 5)
    base = parse(tables, report, known_year=_current_year(school))
    progress("Сверка с базой", 2, 5)
    # The files may be read several times, the school's row is planned upon each time.
    live = load_live(copy(school) if school else School(), base.year.name if base.year else "")
    parse_timetables(base, live, report)
    progress("Проверка", 3, 5)
    check(base, live, report)
    if live.school.pk is None and not base.card:
        raise FileRefused(
            "База пустая, а карточки учебного заведения в файле нет. Добавьте лист с его полным и кратким "
            "наименованием или сначала заведите его командой «letopis operator».",
            code="no_school",
        )
    progress("Подсчёт изменений", 4, 5)
    draft = plan(base, live, report, rights)
    progress("Проверено", 5, 5)
    problems = in_order(report.problems, sheets)
    counts = count_sheets(sheets, base.tables, problems, draft.counts.by_sheet, table_name)
    return Preview(draft=draft, problems=problems, sheets=counts, year=base.year.name if base.year else "")


def apply(
    sheets: list[Sheet],
    *,
    school: School | None,
    actor: Actor | None,
    answers: Answers | None = None,
    meanings: Mapping[tuple[str, str], str] | None = None,
    leave_out_errors: bool = False,
    expected: str = "",
    ready: tuple[str, Preview] | None = None,
    progress: Progress = silent,
    written: Written = untold,
) -> tuple[Preview, School]:
    """Load the sheets in one transaction and return what was done, with the school.

    Everything is read and planned before the transaction begins: SQLite has one lock for all who write, and teachers'
    marks wait for it. A base that changed meanwhile is planned over again.

    `expected` is the base_version() that the confirmed preview was made over: where it has changed since, Refused. With
    errors and without `leave_out_errors`: Refused, nothing saved. `actor` None: the program itself.

    `ready`: a preview of the same files with the same answers that nothing was written by, and the version_of() the
    base it was made over. `written` is called within the transaction: what it writes down is true with the rows.
    """
    for _ in range(ATTEMPTS):
        version = version_of(school)
        if expected and version != expected:
            raise _changed()
        if ready and ready[0] == version:
            found, ready = ready[1], None
        else:
            fresh = School.objects.get(pk=school.pk) if school is not None else None
            found = preview(sheets, school=fresh, actor=actor, answers=answers, meanings=meanings, progress=progress)
        if found.errors and not leave_out_errors:
            raise Refused("В файле есть ошибки: исправьте их или решите, какие строки не загружать.", code="has_errors")
        if _write(found, school, version, actor, progress, written):
            _renew_statistics()
            return found, found.draft.school
    raise _changed()


def _renew_statistics() -> None:
    """The rows are in, whatever becomes of this: the worker renews it daily."""
    try:
        renew_statistics()
    except DatabaseError:
        log.exception("statistics after an import")


def _write(  # noqa: PLR0917
    found: Preview, school: School | None, version: str, actor: Actor | None, progress: Progress, written: Written
) -> bool:
    """Write what was planned over `version`; False, nothing written, where the base is another one by now."""
    draft = found.draft
    with in_words_of(draft.school.kind), transaction.atomic():
        if school is not None:
            School.objects.select_for_update().get(pk=school.pk)
        if version_of(school) != version:
            return False
        draft.write(
            lambda: actor or Actor.system(draft.school.pk, "Загрузка базы"),
            lambda done, total: progress("Запись", done, total),
        )
        _follow(draft, actor or Actor.system(draft.school.pk, "Загрузка базы"), found, progress)
        written(found)
    return True


def version_of(school: School | None) -> str:
    """The version of a base that is there; of one to be founded, the schools that are."""
    if school is not None:
        return base_version(school.pk)
    return f"schools {School.objects.count()}"


def _changed() -> Refused:
    return Refused(
        "Пока вы смотрели, база изменилась: предпросмотр построен заново, проверьте его и запишите ещё раз.",
        code="base_changed",
    )


def _follow(draft: Draft, actor: Actor, found: Preview, progress: Progress) -> None:
    """What a loaded base needs at once: kinds of work, the dated lessons of the year."""
    ensure_work_kinds(actor)
    year = AcademicYear.objects.filter(school=draft.school, name=found.year).first()
    calendar_changed = draft.touches(WeeklySlot, Term, Vacation, CalendarDay, BellSchedule, BellPeriod)
    if year and calendar_changed and WeeklySlot.objects.filter(school=draft.school, year=year).exists():
        progress("Расписание на год", 0, 1)
        # Pages that have their first lessons now, mended rows of an earlier file, get them from the first day.
        first = min((slot.starts_on for slot in draft.created(WeeklySlot)), default=today())
        generate_lessons(actor, year_id=year.pk, from_day=min(first, today()))
        progress("Расписание на год", 1, 1)


def _current_year(school: School | None) -> str:
    if school is None or school.pk is None:
        return ""
    years = list(AcademicYear.objects.filter(school=school, closed_at=None).order_by("-starts_on"))
    # The next year may be prepared already: files that name none are for the running one.
    running = [year for year in years if year.starts_on <= today() <= year.ends_on]
    return next((year.name for year in (*running, *years)), "")
