"""What happens in the demo's year: topics, absences, works, marks, homework. Pure; seed and moment decide.

`Chronicle` walks the lessons in the order of time and tells of each lesson what its teacher wrote. Times are
wall-clock ones of the school; nothing is told that would be written after `moment`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from letopis.demo import topics
from letopis.demo.shape import Blueprint, CoursePlan

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
UNMARKED = "unmarked"
PASS_FAIL = "pass_fail"

# How strictly a subject is marked, against a middle of about four.
STRICTNESS = {
    "Алгебра": -0.25,
    "Геометрия": -0.3,
    "Физика": -0.25,
    "Химия": -0.2,
    "Русский язык": -0.2,
    "Математика": -0.1,
    "Изобразительное искусство": 0.55,
    "Музыка": 0.6,
    "Физическая культура": 0.65,
    "Труд (технология)": 0.5,
    "Основы безопасности и защиты Родины": 0.35,
    "Финансовая грамотность": 0.3,
}
MIDDLE = 4.02
COMMENTS = {
    5: (
        "Отличный ответ, полный и ясный.",
        "Нашла другой способ решения.",
        "Помогал товарищам.",
        "Хорошая работа с картой.",
        "Выразительное чтение.",
    ),
    4: (
        "Одна неточность в объяснении.",
        "Не хватило вывода.",
        "Хорошо, но торопится.",
        "Решение верное, оформление небрежное.",
    ),
    3: (
        "Повторить правило и прийти на консультацию.",
        "Путает определения.",
        "Работа выполнена наполовину.",
        "Много ошибок по невнимательности.",
    ),
    2: ("Работа не сдана.", "Не готов к уроку, подойти после занятий.", "Материал не усвоен, жду на консультации."),
}
WRITTEN = frozenset({"control", "independent", "laboratory", "dictation", "essay", "test", "exposition"})
KIND_SHIFT = {"control": -0.25, "dictation": -0.3, "independent": -0.1, "homework": 0.2, "test": -0.1, "project": 0.4}
# Kinds of planned lessons that are works in themselves.
WORK_OF = {
    "control": "control",
    "independent": "independent",
    "laboratory": "laboratory",
    "practical": "practical",
    "dictation": "dictation",
    "essay": "essay",
    "project": "project",
    "test": "test",
    "credit": "credit",
}
TWO_MARKS = frozenset({"dictation", "essay"})


@dataclass(frozen=True, slots=True)
class Held:
    """A lesson of the timetable: indexes of the lesson and its course, day and bells."""

    index: int
    course: int
    date: date
    number: int
    starts_at: time
    ends_at: time


@dataclass(frozen=True, slots=True)
class MarkNote:
    """A mark: `value` as it stands, `earlier` what stood before it was corrected at `changed_at` («» a debt)."""

    student: int
    value: str
    at: datetime
    second: str = ""
    is_debt: bool = False
    debt_until: date | None = None
    comment: str = ""
    earlier: str | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WorkNote:
    """A work of a lesson; `kind` is the code of a kind of work."""

    kind: str
    title: str
    marks: tuple[MarkNote, ...]


@dataclass(frozen=True, slots=True)
class AbsenceNote:
    """Who was not simply there, and why: an AbsenceCode."""

    student: int
    code: str
    minutes: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class LessonNote:
    """What the teacher wrote about a lesson. `hour` is the place in the plan, None for a topic of the teacher's own."""

    held: Held
    at: datetime
    hour: int
    topic: str
    absences: tuple[AbsenceNote, ...] = ()
    works: tuple[WorkNote, ...] = ()
    homework: str = ""
    due: Held | None = None


@dataclass(slots=True)
class _Page:
    """The journal page of a course while the year goes on."""

    course: CoursePlan
    plan: topics.Plan
    scale: str
    rng: Random
    members: tuple[int, ...]
    lessons: list[Held]
    tastes: dict[int, float]
    counts: dict[int, int] = field(default_factory=dict)
    done: int = 0


@dataclass(slots=True)
class Chronicle:
    """The year of a school up to `moment`."""

    plan: Blueprint
    moment: datetime
    pages: dict[int, _Page]
    days_off: dict[date, dict[int, str]]
    careless: frozenset[int]

    def lessons(self) -> Iterator[LessonNote]:
        """Yield the notes of all lessons written by `moment`, by day."""
        for held in sorted((held for page in self.pages.values() for held in page.lessons), key=_in_time):
            if held.date > self.moment.date():
                return
            note = self._lesson(self.pages[held.course], held)
            if note is not None:
                yield note

    def _lesson(self, page: _Page, held: Held) -> LessonNote | None:
        """What was written about a lesson, None where nothing was; the plan goes on either way."""
        hour = page.done
        page.done += 1
        at = self._written_at(page, held)
        if at is None or hour >= len(page.plan.hours):
            return None
        planned = page.plan.hours[hour]
        present, absences = self._attendance(page, held)
        works = tuple(self._works(page, held, planned, present, absences, at))
        due = page.lessons[page.done] if page.done < len(page.lessons) else None
        task = planned.homework if due and page.rng.random() < 0.9 else ""
        return LessonNote(held, at, hour, planned.topic, tuple(absences), works, task, due)

    def _written_at(self, page: _Page, held: Held) -> datetime | None:
        """When the teacher filled the lesson in; None while it is not."""
        ends = datetime.combine(held.date, held.ends_at)
        drawn = page.rng.random()
        at = datetime.combine(held.date, held.starts_at) + (8 + int(drawn * 25)) * MINUTE
        if drawn > 0.97:
            at = ends + timedelta(hours=20, minutes=int(drawn * 60))
        age = (self.moment.date() - held.date).days
        forgotten = age <= 4 and drawn < (0.12 if age == 0 else 0.012)
        is_careless = page.course.teacher in self.careless and age <= 5 and drawn < 0.16
        return None if forgotten or is_careless or ends > self.moment or at > self.moment else at

    # ── attendance ────────────────────────────────────────────────────

    def _attendance(self, page: _Page, held: Held) -> tuple[list[int], list[AbsenceNote]]:
        away = self.days_off.get(held.date, {})
        present: list[int] = []
        absences: list[AbsenceNote] = []
        for student in page.members:
            card = self.plan.students[student]
            if card.joined_on > held.date or (card.left_on and card.left_on < held.date):
                continue
            if code := away.get(student):
                absences.append(AbsenceNote(student, code))
            elif page.course.subject == "Физическая культура" and card.is_exempt_from_sport:
                absences.append(AbsenceNote(student, "ОСВ"))
            else:
                present.append(student)
        self._late_and_missing(page, held, present, absences)
        return present, absences

    def _late_and_missing(self, page: _Page, held: Held, present: list[int], absences: list[AbsenceNote]) -> None:
        rng = page.rng
        if not present:
            return
        if rng.random() < (0.22 if held.number == 1 else 0.05):
            student = present[rng.randrange(len(present))]
            absences.append(
                AbsenceNote(student, "ОП", rng.choice((3, 5, 5, 7, 10, 15)), rng.choice(("", "", "автобус")))
            )
        if rng.random() < 0.035 and len(present) > 4:
            student = present.pop(rng.randrange(len(present)))
            if all(absence.student != student for absence in absences):
                settled = (self.moment.date() - held.date).days > 9
                absences.append(AbsenceNote(student, rng.choice(("УП", "УП", "НП", "Б")) if settled else "Н"))

    # ── works and marks ───────────────────────────────────────────────

    def _works(
        self, page: _Page, held: Held, hour: topics.Hour, present: list[int], absences: list[AbsenceNote], at: datetime
    ) -> Iterable[WorkNote]:
        if page.scale == UNMARKED:
            return
        kind = WORK_OF.get(hour.kind)
        if kind:
            yield self._class_work(page, held, kind, hour.topic, present, absences)
            return
        yield self._answers(page, held, present, at)
        if page.rng.random() < 0.12:
            some = sorted(page.rng.sample(present, min(len(present), page.rng.randint(4, 9))))
            yield WorkNote("homework", "", tuple(self._marks(page, held, "homework", some, at)))

    def _answers(self, page: _Page, held: Held, present: list[int], at: datetime) -> WorkNote:
        """A few are asked: those with the fewest marks first, and now and then somebody else."""
        rng = page.rng
        share = min(1.0, len(page.members) / 22)
        number = max(1, round(rng.choice((2, 3, 3, 3, 4, 4, 5)) * share))
        ranked = sorted(present, key=lambda student: page.counts.get(student, 0) + rng.random() * 3)
        return WorkNote("answer", "", tuple(self._marks(page, held, "answer", sorted(ranked[:number]), at)))

    def _class_work(
        self, page: _Page, held: Held, kind: str, title: str, present: list[int], absences: list[AbsenceNote]
    ) -> WorkNote:
        """A work of the whole class: marked some days later, debts for those who were away."""
        rng = page.rng
        slow = 1 + rng.randrange(4) if kind in WRITTEN else 0
        at = (
            datetime.combine(held.date, held.ends_at)
            + slow * DAY
            + timedelta(hours=rng.randrange(1, 5), minutes=rng.randrange(60))
        )
        is_late = page.course.teacher in self.careless and (self.moment.date() - held.date).days <= 6
        if at > self.moment or is_late:
            return WorkNote(kind, title, ())
        writers = present if kind in ("control", "dictation", "essay") else [s for s in present if rng.random() < 0.85]
        marks = list(self._marks(page, held, kind, writers, at))
        if kind in ("control", "dictation", "essay"):
            away = [absence.student for absence in absences if absence.code not in ("ОП", "ОСВ")]
            marks += [self._debt(page, held, kind, student, at) for student in away if rng.random() < 0.6]
        return WorkNote(kind, title, tuple(sorted(marks, key=lambda mark: mark.student)))

    def _debt(self, page: _Page, held: Held, kind: str, student: int, at: datetime) -> MarkNote:
        """A point to be resolved; after two weeks most are."""
        until = held.date + 14 * DAY
        settled = at + page.rng.randint(5, 13) * DAY
        if settled < self.moment and page.rng.random() < 0.9:
            value = self._value(page, kind, student)
            return MarkNote(
                student, value, at, debt_until=until, earlier="", changed_at=settled, comment="Работа написана позже."
            )
        return MarkNote(student, "", at, is_debt=True, debt_until=until)

    def _marks(self, page: _Page, held: Held, kind: str, students: Sequence[int], at: datetime) -> Iterator[MarkNote]:
        for place, student in enumerate(students):
            page.counts[student] = page.counts.get(student, 0) + 1
            put = at + place * MINUTE / 3
            put = put.replace(microsecond=0)
            yield self._mark(page, held, kind, student, min(put, self.moment))

    def _mark(self, page: _Page, held: Held, kind: str, student: int, at: datetime) -> MarkNote:
        rng = page.rng
        value = self._value(page, kind, student)
        second = self._value(page, kind, student) if kind in TWO_MARKS and page.scale != PASS_FAIL else ""
        comment = rng.choice(COMMENTS[int(value)]) if value.isdigit() and rng.random() < 0.05 else ""
        earlier, changed_at = None, None
        if value.isdigit() and rng.random() < 0.012:
            change = at + timedelta(days=rng.randint(0, 6), minutes=rng.randint(3, 90))
            if change <= self.moment and value in "45":
                earlier, changed_at, comment = str(int(value) - 1), change, "Исправил ошибки, рассказал решение."
        return MarkNote(student, value, at, second=second, comment=comment, earlier=earlier, changed_at=changed_at)

    def _value(self, page: _Page, kind: str, student: int) -> str:
        taste = page.tastes.get(student)
        if taste is None:
            taste = page.tastes[student] = page.rng.gauss(0, 0.3)
        level = MIDDLE + 0.5 * self.plan.students[student].ability + taste + STRICTNESS.get(page.course.subject, 0.0)
        drawn = round(level + KIND_SHIFT.get(kind, 0.0) + page.rng.gauss(0, 0.5))
        if page.scale == PASS_FAIL:
            return "зч" if drawn > 2 else "нз"
        return str(max(2, min(5, drawn)))


def chronicle(
    plan: Blueprint, plans: Sequence[topics.Plan], scales: Sequence[str], lessons: Iterable[Held], moment: datetime
) -> Chronicle:
    """Return the year of `plan` up to `moment` (wall clock, naive); `plans` and `scales` by course, `lessons` of the whole year."""
    pages = {
        index: _Page(
            course, plans[index], scales[index], Random(f"{plan.seed}/page/{index}"), plan.members(course), [], {}
        )
        for index, course in enumerate(plan.courses)
    }
    for held in lessons:
        pages[held.course].lessons.append(held)
    for page in pages.values():
        page.lessons.sort(key=_in_time)
    _share_tastes(pages)
    days = sorted({held.date for page in pages.values() for held in page.lessons})
    return Chronicle(plan, moment, pages, _illnesses(plan, days), frozenset(_careless(plan)))


def _share_tastes(pages: dict[int, _Page]) -> None:
    """A child's taste for a subject is one, whatever the page."""
    shared: dict[tuple[int, str], dict[int, float]] = {}
    for page in pages.values():
        page.tastes = shared.setdefault((page.course.class_index, page.course.subject), {})


def _careless(plan: Blueprint) -> set[int]:
    """Teachers who are behind: the first seventh class's tutor, whom the showroom opens with, and every ninth other."""
    first = next((group.tutor for group in plan.classes if group.grade == 7), plan.classes[0].tutor)
    return {first} | {course.teacher for course in plan.courses if course.teacher % 9 == 4}


def _illnesses(plan: Blueprint, days: Sequence[date]) -> dict[date, dict[int, str]]:
    """Who is away on which day and why: spells of illness, days with a good reason, a few without."""
    away: dict[date, dict[int, str]] = {}
    for index, student in enumerate(plan.students):
        rng = Random(f"{plan.seed}/health/{index}")
        left = 0
        code = ""
        frailty = 0.006 * (1.8 ** max(-1.5, min(1.5, student.health)))
        for day in days:
            if not left:
                season = 1.5 if day.month in (11, 12, 1, 2) else 0.9
                drawn = rng.random()
                if drawn < frailty * season:
                    left, code = rng.randint(3, 8), "Б"
                elif drawn > 0.9965:
                    left, code = rng.choice((1, 1, 2)), "УП"
                elif drawn > 0.9955 and student.ability < 0:
                    left, code = 1, "НП"
            if left:
                left -= 1
                away.setdefault(day, {})[index] = code
    return away


def _in_time(held: Held) -> tuple[date, time, int]:
    return held.date, held.starts_at, held.index
