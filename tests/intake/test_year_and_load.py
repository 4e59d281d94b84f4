"""One year, load and week through every writer: the same rows, the same ledger, the same refusals (ORG-04, CUR-01)."""

from collections import Counter
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import models
from time_machine import Traveller

from letopis.demo.bulk import Ids
from letopis.demo.store import Store
from letopis.documents.school_import import service
from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.errors import Refused
from letopis.kernel.roles import Role
from letopis.school.curriculum import actions as curriculum
from letopis.school.curriculum import intake as curriculum_intake
from letopis.school.curriculum.intake import TEACHERS
from letopis.school.curriculum.models import Course, CourseTeacher, CurriculumRow, Subject
from letopis.school.history.models import Entry
from letopis.school.history.succession import Succession
from letopis.school.history.tracking import plain, tracked
from letopis.school.organisation import actions as organisation
from letopis.school.organisation.enums import DayKind, TermKind
from letopis.school.organisation.intake import TermDraft, VacationDraft
from letopis.school.organisation.models import (
    AcademicYear,
    BellPeriod,
    BellSchedule,
    CalendarDay,
    Room,
    Term,
    TermScheme,
    Vacation,
)
from letopis.school.people.models import Staff
from letopis.school.timetable import actions as timetable
from letopis.school.timetable.intake import SLOTS, put_slots
from letopis.school.timetable.models import WeeklySlot
from tests.documents.school_import.school import Rows, workbook
from tests.factories import actor_of, make_class, make_officer, make_school, make_staff, year_of

pytestmark = [pytest.mark.django_db, pytest.mark.req("ORG-04", "CUR-01", "TT-01")]

FIRST, CHANGE = date(2026, 9, 1), date(2026, 11, 9)
TABLES = (Room, BellSchedule, BellPeriod, TermScheme, Term, Vacation, CalendarDay)
TAUGHT = (Subject, CurriculumRow, Course, CourseTeacher, WeeklySlot)
ROOMS = [("204", "Кабинет физики", 30), ("С1", "Спортивный зал", 60)]
BELLS = {1: (time(8, 30), time(9, 10)), 2: (time(9, 20), time(10, 0))}
TERMS = [("1 триместр", FIRST, date(2026, 11, 20)), ("2 триместр", date(2026, 11, 30), date(2027, 2, 19))]
VACATION = ("Осенние каникулы", date(2026, 11, 21), date(2026, 11, 29))
HOLIDAY = (date(2026, 11, 4), "День народного единства")


@pytest.fixture(autouse=True)
def first_of_september(moment: Traveller) -> Traveller:
    moment.move_to("2026-09-01T09:00:00+03:00")
    return moment


class Writer:
    """A school of its own with a class, two teachers, and how one writer fills its year, load and week."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.school = make_school()
        self.year: AcademicYear = year_of(self.school)
        self.group = make_class(self.school, "7А")
        self.first, self.second = (
            make_staff(self.school, name, position="Учитель")
            for name in ("Орлова Анна Петровна", "Белых Игорь Львович")
        )
        self.officer = make_officer(self.school, Role.OPERATOR)
        self.actor = actor_of(self.officer, Role.OPERATOR)
        self.told = ""

    def set_year(self) -> None:
        """Rooms, bells, terms, vacations, a holiday."""
        raise NotImplementedError

    def set_load(self, hours: Decimal = Decimal(2)) -> None:
        """A subject with its hours, its page, its teacher, its lesson on Monday."""
        raise NotImplementedError

    def hand_over(self) -> None:
        """From CHANGE on the second teacher teaches, in another room."""
        raise NotImplementedError

    def set_slot(self, weekday: int, number: int) -> None:
        """Another lesson of the page."""
        raise NotImplementedError

    @property
    def course(self) -> Course:
        return Course.objects.get(school=self.school)

    def rows(self, kinds: tuple[type[models.Model], ...]) -> list[str]:
        """The rows as the ledger would hold them, keys in words."""
        found = []
        for model in kinds:
            for row in model._default_manager.filter(school=self.school):
                values = {name: plain(getattr(row, name)) for name in tracked(model).columns}
                found.append(repr((model.__name__, self._words(values))))
        return sorted(found)

    def ledger(self, kinds: tuple[type[models.Model], ...]) -> Counter[str]:
        """The entries in words."""
        return Counter(
            repr((one.kind, one.action, self._words(one.before), self._words(one.after), bool(one.course_id)))
            for one in Entry.objects.filter(school=self.school)
            if one.kind in {tracked(model).kind for model in kinds}
        )

    def _words(self, values: dict[str, Any] | None) -> dict[str, Any] | None:
        of = {
            "year_id": AcademicYear,
            "schedule_id": BellSchedule,
            "scheme_id": TermScheme,
            "class_group_id": type(self.group),
            "subject_id": Subject,
            "course_id": Course,
            "staff_id": Staff,
            "room_id": Room,
        }
        if values is None:
            return None
        pointed = {name: model for name, model in of.items() if name in values}
        rows = {name: model._default_manager.filter(pk=values[name]).first() for name, model in pointed.items()}
        return values | {name: row.kind if isinstance(row, TermScheme) else str(row) for name, row in rows.items()}


class FormWriter(Writer):
    """The actions behind the office's forms."""

    def set_year(self) -> None:
        for number, name, capacity in ROOMS:
            organisation.set_room(self.actor, number=number, name=name, capacity=capacity)
        year = {"year_id": self.year.pk}
        organisation.set_bells(self.actor, **year, name="Сокращённые, 1 смена", periods=BELLS, is_shortened=True)
        terms = [TermDraft(*term) for term in TERMS]
        organisation.set_terms(self.actor, **year, kind=TermKind.TRIMESTER, terms=terms)
        organisation.set_vacations(self.actor, **year, vacations=[VacationDraft(*VACATION)])
        day, name = HOLIDAY
        organisation.set_calendar_day(self.actor, **year, day=day, kind=DayKind.HOLIDAY, name=name)

    def set_load(self, hours: Decimal = Decimal(2)) -> None:
        subject = curriculum.create_subject(self.actor, name="Физика", area="Естественные науки")
        of = {"class_group_id": self.group.pk, "subject_id": subject.pk, "hours_per_week": hours}
        curriculum.set_curriculum_hours(self.actor, **of)
        curriculum.create_course(self.actor, **of, staff_id=self.first.pk)
        self.set_slot(1, 2)

    def set_slot(self, weekday: int, number: int) -> None:
        room = Room.objects.filter(school=self.school, number="204").first()
        position = timetable.Position(weekday=weekday, number=number, room_id=room.pk if room else None)
        timetable.set_slot(self.actor, course_id=self.course.pk, position=position, from_day=FIRST)

    def hand_over(self) -> None:
        curriculum.assign_teacher(self.actor, course_id=self.course.pk, staff_id=self.second.pk, starts_on=CHANGE)
        room = Room.objects.get(school=self.school, number="С1")
        position = timetable.Position(weekday=1, number=2, room_id=room.pk)
        timetable.move_slot(
            self.actor, slot_id=WeeklySlot.objects.get(school=self.school).pk, position=position, from_day=CHANGE
        )


class ImportWriter(Writer):
    """Sheets of a workbook."""

    def _load(self, sheets: dict[str, Rows]) -> None:
        path = self.folder / f"{self.school.pk}.xlsx"
        path.write_bytes(workbook(sheets))
        found, _ = service.apply(service.read([path]), school=self.school, actor=self.actor, leave_out_errors=True)
        self.told = "\n".join(f"{one.place.sheet} {one.place.row}: {one.message}" for one in found.problems)

    def set_year(self) -> None:
        names = ["№ каб.", "Наименование", "Вместимость"]
        bells = [[number, *times] for number, times in BELLS.items()]
        terms = [[name, "1–11", first, last] for name, first, last in (*TERMS, VACATION)]
        self._load(
            {
                "Кабинеты": [["Перечень учебных помещений"], names, *map(list, ROOMS)],
                "Звонки": [["Сокращённые, 1 смена"], ["№ урока", "Начало", "Конец"], *bells],
                "Периоды": [["Календарный график"], ["Период", "Классы", "Начало", "Окончание"], *terms]
                + [[], ["Праздничные дни"], ["Наименование", "Дата"], [HOLIDAY[1], HOLIDAY[0]]],
            }
        )

    def set_load(self, hours: Decimal = Decimal(2)) -> None:
        number = float(hours)
        heads = ["Класс", "Предметная область", "Предмет", "Часов в неделю"]
        plan = [["Учебный план"], heads, ["7А", "Естественные науки", "Физика", number]]
        self._load({"Учебный план": plan, **self._load_and_week(self.first, "204", number)})

    def set_slot(self, weekday: int, number: int) -> None:
        day = ("Понедельник", "Вторник", "Среда", "Четверг", "Пятница", "Суббота")[weekday - 1]
        self._load(self._load_and_week(self.first, "204", 2.0, [["7А", day, number, "Физика", "Орлова А.П.", "204"]]))

    def hand_over(self) -> None:
        self._load(self._load_and_week(self.second, "С1", 2.0))

    @staticmethod
    def _load_and_week(teacher: Staff, room: str, hours: float, further: Rows | None = None) -> dict[str, Rows]:
        load = ["Нагрузка"], ["Учитель", "Предмет", "Класс", "Часов в неделю"]
        week = ["Расписание"], ["Класс", "День", "№ урока", "Предмет", "Учитель", "Кабинет"]
        person = teacher.person
        lesson = ["7А", "Понедельник", 2, "Физика", person.initials, room]
        return {
            "Нагрузка": [*load, [person.full_name, "Физика", "7А", hours]],
            "Расписание": [*week, lesson, *(further or [])],
        }


class DemoWriter(Writer):
    """As the demo does: rows with their keys given out, written by a flush about a moment."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.actor = Actor.system(self.school.pk)
        self.store = Store(None, Ids(), self.school, self.year, self.actor)  # type: ignore[arg-type]

    def _flush(self) -> None:
        self.store.flush(now())
        self.store.ids.settle()

    def set_year(self) -> None:
        add, year = self.store.add, {"year_id": self.year.pk}
        for number, name, capacity in ROOMS:
            add(Room, number=number, name=name, capacity=capacity)
        bells = add(BellSchedule, **year, name="Сокращённые, 1 смена", is_shortened=True)
        for number, (starts_at, ends_at) in BELLS.items():
            add(BellPeriod, schedule_id=bells.pk, number=number, starts_at=starts_at, ends_at=ends_at)
        scheme = add(TermScheme, **year, kind=TermKind.TRIMESTER)
        for number, (name, first, last) in enumerate(TERMS, 1):
            add(Term, scheme_id=scheme.pk, number=number, name=name, starts_on=first, ends_on=last)
        name, first, last = VACATION
        add(Vacation, **year, name=name, starts_on=first, ends_on=last)
        add(CalendarDay, **year, date=HOLIDAY[0], kind=DayKind.HOLIDAY, name=HOLIDAY[1])
        self._flush()

    def set_load(self, hours: Decimal = Decimal(2)) -> None:
        add, of = self.store.add, {"class_group_id": self.group.pk, "hours_per_week": hours}
        subject = add(Subject, name="Физика", area="Естественные науки")
        add(CurriculumRow, **of, subject_id=subject.pk)
        course = add(Course, **of, subject_id=subject.pk)
        add(CourseTeacher, course_id=course.pk, staff_id=self.first.pk, starts_on=FIRST)
        self._flush()
        self.set_slot(1, 2)

    def set_slot(self, weekday: int, number: int) -> None:
        room = Room.objects.filter(school=self.school, number="204").first()
        self.store.add(
            WeeklySlot,
            course_id=self.course.pk,
            weekday=weekday,
            number=number,
            room_id=room.pk if room else None,
            starts_on=FIRST,
        )
        self._flush()

    def hand_over(self) -> None:
        teachers = Succession[CourseTeacher](TEACHERS)
        new = CourseTeacher(school=self.school, course=self.course, staff=self.second, starts_on=CHANGE)
        teachers.hand_over(CourseTeacher.objects.filter(school=self.school), new)
        curriculum_intake.put_teachers(self.actor, teachers.puts)
        old = WeeklySlot.objects.get(school=self.school)
        week = Succession[WeeklySlot](SLOTS)
        room = Room.objects.get(school=self.school, number="С1")
        place = WeeklySlot(school=self.school, course=self.course, weekday=1, number=2, room=room, starts_on=CHANGE)
        week.hand_over([old], place)
        put_slots(self.actor, week.puts)


WRITERS = {"form": FormWriter, "import": ImportWriter, "demo": DemoWriter}


@pytest.fixture(params=WRITERS)
def writer(request: pytest.FixtureRequest, tmp_path: Path) -> Writer:
    """One of the writers with a school of its own."""
    return WRITERS[request.param](tmp_path)


def test_all_writers_write_the_same(tmp_path: Path, first_of_september: Traveller) -> None:
    written: dict[str, Writer] = {}
    for name, kind in WRITERS.items():
        first_of_september.move_to("2026-09-01T09:00:00+03:00")
        one = written[name] = kind(tmp_path)
        one.set_year()
        one.set_load()
        first_of_september.move_to("2026-11-09T09:00:00+03:00")
        one.hand_over()
    form = written.pop("form")
    for name, other in written.items():
        for kinds in (TABLES, TAUGHT):
            assert other.rows(kinds) == form.rows(kinds), name
            assert other.ledger(kinds) == form.ledger(kinds), name
    assert len(form.rows(TAUGHT)) == 7


@pytest.mark.req("CUR-01")
def test_who_taught_until_when(writer: Writer, first_of_september: Traveller) -> None:
    writer.set_year()
    writer.set_load()
    first_of_september.move_to("2026-11-09T09:00:00+03:00")
    writer.hand_over()
    taught = CourseTeacher.objects.filter(school=writer.school).order_by("starts_on")
    assert list(taught.values_list("staff_id", "starts_on", "ends_on")) == [
        (writer.first.pk, FIRST, date(2026, 11, 8)),
        (writer.second.pk, CHANGE, None),
    ]
    placed = WeeklySlot.objects.filter(school=writer.school).order_by("starts_on")
    assert list(placed.values_list("room__number", "starts_on", "ends_on")) == [
        ("204", FIRST, date(2026, 11, 8)),
        ("С1", CHANGE, None),
    ]


def refusal(act: Callable[[], None], writer: Writer) -> str:
    try:
        act()
    except Refused as refused:
        return refused.message
    return writer.told


def test_hours_are_whole_or_halves(writer: Writer) -> None:
    told = refusal(lambda: writer.set_load(Decimal("1.3")), writer)
    assert "Часы в неделю — число от 0" in told
    assert not Course.objects.filter(school=writer.school).exists()


def test_no_lesson_on_a_day_that_is_not_taught(writer: Writer) -> None:
    writer.set_load()
    told = refusal(lambda: writer.set_slot(6, 2), writer)
    assert "5-дневная неделя: выберите другой день" in told
    assert WeeklySlot.objects.filter(school=writer.school).count() == 1


def test_the_same_year_written_again_changes_nothing(tmp_path: Path) -> None:
    writer = ImportWriter(tmp_path)
    writer.set_year()
    writer.set_load()
    rows, number = writer.rows((*TABLES, *TAUGHT)), Entry.objects.count()
    writer.set_year()
    writer.set_load()
    assert writer.rows((*TABLES, *TAUGHT)) == rows
    assert Entry.objects.count() == number
