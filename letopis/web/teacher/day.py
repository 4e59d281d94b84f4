"""What the page «Сегодня» shows, in its order: lessons with gaps between them, the one in hand made large."""

from dataclasses import dataclass
from datetime import date

from letopis.kernel.dates import day_after, day_before
from letopis.school.journal.queries.day import LessonOfDay, TeacherDay
from letopis.school.organisation.words import current
from letopis.web.shared import wording
from letopis.web.shared.days import day_of

FEW = {1: "один", 2: "двое", 3: "трое", 4: "четверо", 5: "пятеро", 6: "шестеро", 7: "семеро"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the day: a lesson, or a gap («окно») where `lesson` is None. `is_in_hand`: it stands above, too."""

    number: int
    lesson: LessonOfDay | None
    is_in_hand: bool = False

    @property
    def rail(self) -> str:
        """How the rail beside the line is drawn."""
        if self.lesson is None or not self.lesson.is_own:
            return "break"
        return {"filled": "done", "unfilled": "open", "now": "now"}.get(self.lesson.state, "next")


def lines(day: TeacherDay) -> list[Line]:
    """Return the lines of the day's lessons, gaps included."""
    large = in_hand(day)
    found: list[Line] = []
    for lesson in day.lessons:
        while found and found[-1].number + 1 < lesson.number:
            found.append(Line(number=found[-1].number + 1, lesson=None))
        found.append(Line(number=lesson.number, lesson=lesson, is_in_hand=lesson is large))
    return found


def in_hand(day: TeacherDay) -> LessonOfDay | None:
    """Return the lesson going on; between lessons, the next one of today."""
    if day.day != day.moment.date():
        return None
    own = [lesson for lesson in day.lessons if lesson.is_own]
    going_on = (lesson for lesson in own if lesson.state == "now")
    ahead = (lesson for lesson in own if lesson.starts_at and lesson.starts_at > day.moment.time())
    return next(going_on, None) or next(ahead, None)


def roll(listed: int, ill: int) -> str:
    """Return «28 учеников, двое болеют»."""
    whole = wording.counted(listed, current().student.counted)
    if not ill:
        return whole
    return f"{whole}, {FEW.get(ill, str(ill))} {'болеет' if ill == 1 else 'болеют'}"


def asked_day(text: str, today: date) -> date | None:
    """Return the day of `?day=`, today where none is asked for, None where it is not a date."""
    return day_of(text) if text else today


def neighbours(day: date) -> tuple[date, date]:
    """Return the days before and after `day` that are not Sundays."""
    before, after = day_before(day), day_after(day)
    if before.isoweekday() == 7:
        before = day_before(before)
    if after.isoweekday() == 7:
        after = day_after(after)
    return before, after


def inside(name: str) -> str:
    """A subject in the middle of a sentence: «алгебра», «иностранный язык», but «ОБЗР» as it is."""
    return name if len(name) < 2 or name[1].isupper() else name[0].lower() + name[1:]
