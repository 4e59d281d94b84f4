"""What mark follows for a term, the year and the final one, and why, in words; pure. docs/developer/averages.md.

Sources: П3.4.5 (who, in the last week of the period), А3.2.4 (terms, half-years, final ones; corrected for two weeks),
С2.5 (objectivity). Border, least number of marks, halves: решает организация (organisation/settings.py).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from letopis.kernel.dates import short
from letopis.kernel.errors import Refused
from letopis.kernel.text import plural
from letopis.school.curriculum.enums import Scale
from letopis.school.grading.enums import PeriodKind
from letopis.school.marks import averages
from letopis.school.marks.averages import Cell
from letopis.school.marks.enums import MarkState
from letopis.school.marks.rules import COUNTING, EXEMPT, FAILED, NOT_ATTESTED, PASSED, SCALES
from letopis.school.organisation.settings import SchoolSettings

LONGEST_REASON = 300
# П3.4.5: from when the marks of a period are watched; from when they may be put is the school's setting.
LAST_WEEK = 7


@dataclass(frozen=True, slots=True)
class Proposal:
    """The mark that follows, "" where none does; the average behind it; the derivation in words.

    `is_disputed`: near the border, or of parts that disagree: the teacher should look.
    """

    value: str
    why: str
    average: Decimal | None = None
    is_disputed: bool = False


@dataclass(frozen=True, slots=True)
class OfTerm:
    """A term as the year's mark sees it: its name, the mark, and whether there should be one."""

    name: str
    value: str
    is_due: bool = True


NOTHING = Proposal("", "")


# ── a term ────────────────────────────────────────────────────────────
def of_term(scale: str, cells: Iterable[Cell], settings: SchoolSettings, *, has_marks: bool = True) -> Proposal:
    """Return the mark of a term that follows from its marks.

    `has_marks`: somebody on the page has any: in a term without a single mark nobody is unrated.
    """
    known = list(cells)
    if not SCALES[scale]:
        return Proposal("", "Обучение безотметочное.")
    if scale == Scale.PASS_FAIL:
        passed, failed = (
            sum(cell.value == value and cell.state != MarkState.EXCLUDED for cell in known)
            for value in (PASSED, FAILED)
        )
        return _of_credits(passed, failed) if passed + failed else _without(known, has_marks)
    marks = averages.counted(known, settings.rewritten_counts)
    plain, weighted = averages.averages_of(marks)
    if plain is None:
        return _without(known, has_marks)
    return of_average(plain, weighted, len(marks), settings)


def _without(cells: Sequence[Cell], has_marks: bool) -> Proposal:
    """Of who has no marks that count."""
    if any(cell.value == EXEMPT for cell in cells):
        return Proposal(EXEMPT, "отметок нет, стоит освобождение → осв")
    if not has_marks:
        return Proposal("", "в этом периоде отметок не было ни у кого")
    return Proposal(NOT_ATTESTED, "отметок нет → н/а")


def _of_credits(passed: int, failed: int) -> Proposal:
    """More passed than failed; as many of both is for the teacher to look at. Решает организация."""
    value = PASSED if passed > failed else FAILED
    return Proposal(value, f"зачтено {passed}, не зачтено {failed} → {value}", is_disputed=passed == failed)


@dataclass(frozen=True, slots=True)
class Follows:
    """The mark that follows from an average, without its derivation."""

    value: str
    is_disputed: bool


def follows(average: Decimal, is_enough: bool, border: Decimal) -> Follows:
    """Return the mark of a term that follows from an average; `is_enough`: there are as many marks as are asked for."""
    found = averages.proposed(average, border)
    return Follows(found.value, found.is_disputed) if found and is_enough else Follows(NOT_ATTESTED, False)


def of_average(plain: Decimal, weighted: Decimal | None, number: int, settings: SchoolSettings) -> Proposal:
    """Return the mark of a term that follows from the averages of `number` marks; `weighted` None: none has weight."""
    average = weighted if settings.weighted_term_mark and weighted is not None else plain
    told = f"средний {_figure(average)} из {of_marks(number)}"
    is_enough = number >= settings.term_mark_least
    found = follows(average, is_enough, settings.rounding_border)
    if not is_enough:
        return Proposal(found.value, f"{told}, нужно не менее {settings.term_mark_least} → н/а", average)
    border = int(average) + settings.rounding_border
    edge = f"; порог {_figure(border)}" if border < max(map(int, COUNTING)) else ""
    return Proposal(found.value, f"{told}{edge} → {found.value}", average, found.is_disputed)


# ── the year, the final mark ──────────────────────────────────────────
def of_year(scale: str, terms: Sequence[OfTerm], settings: SchoolSettings) -> Proposal:
    """Return the mark of the year from those of its terms: their mean, half by the school's rule.

    Nothing while a mark that is due is missing. «н/а» among marks makes it disputed.
    """
    if not SCALES[scale]:
        return Proposal("", "Обучение безотметочное.")
    missing = [one.name for one in terms if one.is_due and not one.value]
    values = [one.value for one in terms if one.value]
    if missing or not values:
        return Proposal("", f"нет отметок: {', '.join(missing)}" if missing else "отметок за периоды нет")
    marks = [int(value) for value in values if value in COUNTING]
    if marks:
        return _of_mean(marks, settings.final_in_favour, is_disputed=NOT_ATTESTED in values)
    if PASSED in values or FAILED in values:
        value = FAILED if FAILED in values else PASSED
        return Proposal(value, f"за периоды: {', '.join(values)} → {value}", is_disputed=len(set(values)) > 1)
    value = NOT_ATTESTED if NOT_ATTESTED in values else EXEMPT
    return Proposal(value, f"за периоды: {', '.join(values)} → {value}", is_disputed=len(set(values)) > 1)


def of_final(scale: str, year: str, exam: str, settings: SchoolSettings) -> Proposal:
    """Return the final mark: that of the year, with an examination the mean of both, half by the school's rule."""
    if not SCALES[scale]:
        return Proposal("", "Обучение безотметочное.")
    if not year:
        return Proposal("", "нет годовой отметки")
    if not exam:
        return Proposal(year, f"экзамена нет, годовая {year} → {year}")
    if year in COUNTING and exam in COUNTING:
        return _of_mean([int(year), int(exam)], settings.final_in_favour, "годовая и экзамен: ")
    if FAILED in {year, exam}:
        return Proposal(FAILED, f"годовая {year}, экзамен {exam} → {FAILED}", is_disputed=True)
    return Proposal(year, f"годовая {year}, экзамен {exam} → {year}", is_disputed=year != exam)


def _of_mean(marks: Sequence[int], in_favour: bool, told: str = "", *, is_disputed: bool = False) -> Proposal:
    total, parts = sum(marks), len(marks)
    whole, twice = divmod(total, parts)
    up = 2 * twice > parts or (2 * twice == parts and in_favour)
    value = str(whole + up)
    average = averages.rounded(Decimal(total), Decimal(parts))
    sums = f"({' + '.join(map(str, marks))}) / {parts}" if parts > 1 else str(marks[0])
    return Proposal(value, f"{told}{sums} = {_figure(average)} → {value}", average, is_disputed or 2 * twice == parts)


# ── what may be put, and when ─────────────────────────────────────────
def needs_reason(value: str, proposal: Proposal) -> bool:
    """Say whether a mark asks for a word of why: it is another than the one proposed (С2.5)."""
    return bool(value and proposal.value and value != proposal.value)


def opens_on(last_day: date, days: int) -> date:
    """Return the first day on which a mark of a period that ends on `last_day` is put (П3.4.5: in its last week)."""
    return last_day - timedelta(days=days - 1)


def require_time(kind: str, today: date, last_day: date, days: int) -> None:
    """Raise Refused before the last days of the period (П3.4.5); an examination has its mark on its own day.

    A refusal and no warning: the clause says when, and a mark put weeks before the last lesson would be the family's.
    """
    if kind == PeriodKind.EXAM or today >= opens_on(last_day, days):
        return
    what = "Отметки за период ставят" if kind == PeriodKind.TERM else "Годовые и итоговые отметки ставят"
    raise Refused(
        f"{what} с {short(opens_on(last_day, days))}: в последние дни периода. Срок задан в настройках.",
        code="early_period",
        field="period",
    )


# ── words ─────────────────────────────────────────────────────────────
def of_marks(number: int) -> str:
    """Return «9 отметок», «21 отметки», as after «из»."""
    return f"{number} {plural(number, 'отметки,отметок,отметок')}"


def _figure(value: Decimal) -> str:
    return f"{value:.2f}".replace(".", ",")
