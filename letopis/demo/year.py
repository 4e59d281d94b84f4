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
from letopis.kernel.dates import WEEK

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
UNMARKED, PASS_FAIL = "unmarked", "pass_fail"

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
    "5": (
        "Отличный ответ, полный и ясный.",
        "Найден второй способ решения.",
        "Помощь товарищам.",
        "Хорошая работа с источником.",
        "Выразительный рассказ у доски.",
    ),
    "4": (
        "Одна неточность в объяснении.",
        "Не хватило вывода.",
        "Хорошо, но стоит проверять себя.",
        "Решение верное, оформление небрежное.",
    ),
    "3": (
        "Повторить правило и прийти на консультацию.",
        "Определения пока путаются.",
        "Работа выполнена наполовину.",
        "Много ошибок по невнимательности.",
    ),
    "2": ("Работа не сдана.", "Жду на консультации в четверг.", "Материал нужно разобрать ещё раз."),
}
WRITTEN_LATER = "Работа написана позже."
REWRITTEN = "Работа переписана."
# What stands for a work that is not there, by the student.
OWING = ("debt", "absent", "debt", "missing")
CORRECTED = "Ошибки исправлены, решение объяснено у доски."
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
WHOLE_CLASS = frozenset({"control", "dictation", "essay"})


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
    state: str = ""
    is_rewritten: bool = False
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
class _Taught:
    """A lesson being told: who is there and who is not."""

    page: _Page
    held: Held
    at: datetime
    present: list[int] = field(default_factory=list)
    absences: list[AbsenceNote] = field(default_factory=list)


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
        taught = _Taught(page, held, at)
        self._attendance(taught)
        works = tuple(work for work in self._works(taught, planned) if work.marks or work.title)
        due = page.lessons[page.done] if page.done < len(page.lessons) else None
        task = planned.homework if due and page.rng.random() < 0.9 else ""
        return LessonNote(held, at, hour, planned.topic, tuple(taught.absences), works, task, due)

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

    def _attendance(self, taught: _Taught) -> None:
        """Sort the members of the day into those who are there and those who are not."""
        page, held = taught.page, taught.held
        away = self.days_off.get(held.date, {})
        for student in page.members:
            card = self.plan.students[student]
            if card.joined_on > held.date or (card.left_on and card.left_on < held.date):
                continue
            if code := away.get(student):
                taught.absences.append(AbsenceNote(student, code))
            elif page.course.subject == "Физическая культура" and card.is_exempt_from_sport:
                taught.absences.append(AbsenceNote(student, "ОСВ"))
            else:
                taught.present.append(student)
        if len(taught.present) > 4:
            self._missing(taught)
            self._late(taught)

    def _missing(self, taught: _Taught) -> None:
        """One child skips one lesson; the class teacher settles the reason within some days."""
        rng = taught.page.rng
        if rng.random() < 0.035:
            student = taught.present.pop(rng.randrange(len(taught.present)))
            is_settled = (self.moment.date() - taught.held.date).days > 9
            code = rng.choice(("УП", "УП", "НП", "Б")) if is_settled else "Н"
            taught.absences.append(AbsenceNote(student, code))

    def _late(self, taught: _Taught) -> None:
        rng = taught.page.rng
        if rng.random() < (0.22 if taught.held.number == 1 else 0.05):
            student = rng.choice(taught.present)
            note = rng.choice(("", "", "опоздал автобус"))
            taught.absences.append(AbsenceNote(student, "ОП", rng.choice((3, 5, 5, 7, 10, 15)), note))

    # ── works and marks ───────────────────────────────────────────────

    def _works(self, taught: _Taught, hour: topics.Hour) -> Iterator[WorkNote]:
        page = taught.page
        if page.scale == UNMARKED:
            return
        if kind := WORK_OF.get(hour.kind):
            yield WorkNote(kind, hour.topic, self._class_work(taught, kind))
            return
        yield WorkNote("answer", "", self._answers(taught))
        if page.rng.random() < 0.12:
            number = min(len(taught.present), page.rng.randint(4, 9))
            some = sorted(page.rng.sample(taught.present, number))
            yield WorkNote("homework", "", self._marks(page, "homework", some, taught.at))

    def _answers(self, taught: _Taught) -> tuple[MarkNote, ...]:
        """A few are asked: those with the fewest marks first, and now and then somebody else."""
        page, rng = taught.page, taught.page.rng
        share = min(1.0, len(page.members) / 22)
        number = max(1, round(rng.choice((3, 4, 4, 4, 5, 5, 6)) * share))
        ranked = sorted(taught.present, key=lambda student: page.counts.get(student, 0) + rng.random() * 3)
        return self._marks(page, "answer", sorted(ranked[:number]), taught.at)

    def _class_work(self, taught: _Taught, kind: str) -> tuple[MarkNote, ...]:
        """Marks of a work of the whole class, put some days later; debts for those who were away."""
        page, held, rng = taught.page, taught.held, taught.page.rng
        days = 1 + rng.randrange(4) if kind in WRITTEN else 0
        delay = timedelta(days=days, hours=rng.randrange(1, 5), minutes=rng.randrange(60))
        at = datetime.combine(held.date, held.ends_at) + delay
        age = (self.moment.date() - held.date).days
        is_behind = kind in WHOLE_CLASS and page.course.teacher in self.careless and age <= 6
        if at > self.moment or is_behind:
            return ()
        if kind not in WHOLE_CLASS:
            return self._marks(page, kind, [one for one in taught.present if rng.random() < 0.85], at)
        away = [absence.student for absence in taught.absences if absence.code not in ("ОП", "ОСВ")]
        debts = [self._debt(taught, kind, student, at) for student in away if rng.random() < 0.6]
        return (*self._marks(page, kind, taught.present, at), *debts)

    def _debt(self, taught: _Taught, kind: str, student: int, at: datetime) -> MarkNote:
        """A point to be resolved; after two weeks most are."""
        until = taught.held.date + 2 * WEEK
        settled = at + timedelta(days=taught.page.rng.randint(5, 13))
        if settled > self.moment or taught.page.rng.random() > 0.9:
            state = OWING[student % len(OWING)]
            return MarkNote(student, "", at, state=state, debt_until=until if state == "debt" else None)
        value = self._value(taught.page, kind, student)
        return MarkNote(
            student, value, at, comment="Работа написана позже.", earlier="", changed_at=settled, debt_until=until
        )

    def _marks(self, page: _Page, kind: str, students: Sequence[int], at: datetime) -> tuple[MarkNote, ...]:
        notes = []
        for place, student in enumerate(students):
            page.counts[student] = page.counts.get(student, 0) + 1
            notes.append(self._mark(page, kind, student, min(at + place * 20 * SECOND, self.moment)))
        return tuple(notes)

    def _mark(self, page: _Page, kind: str, student: int, at: datetime) -> MarkNote:
        rng = page.rng
        value = self._value(page, kind, student)
        if not value.isdigit():
            return MarkNote(student, value, at)
        second = self._value(page, kind, student) if kind in TWO_MARKS else ""
        comment = rng.choice(COMMENTS[value]) if rng.random() < 0.05 else ""
        if value in "45" and rng.random() < 0.012:
            change = at + timedelta(days=rng.randint(0, 6), minutes=rng.randint(3, 90))
            if change <= self.moment:
                earlier = str(int(value) - 1)
                again = kind in WRITTEN and not second
                return MarkNote(
                    *(student, value, at, second),
                    comment=REWRITTEN if again else CORRECTED,
                    earlier=earlier,
                    is_rewritten=again,
                    changed_at=change,
                )
        return MarkNote(student, value, at, second, comment=comment)

    def _value(self, page: _Page, kind: str, student: int) -> str:
        """Draw a mark: the school's middle, the child's ability and taste for the subject, strictness, chance."""
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
    """Return the year of `plan` up to `moment` (wall clock, naive).

    `plans` and `scales` are given by course, `lessons` are those of the whole year.
    """
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
    return {plan.classes[plan.showroom].tutor} | {course.teacher for course in plan.courses if course.teacher % 9 == 4}


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
