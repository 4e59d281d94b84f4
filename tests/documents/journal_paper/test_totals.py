"""What a print sums up is what the screens sum up: attendance, marks of periods, the week for families."""

from datetime import date

import pytest

from letopis.documents.journal_paper.attendance import missed
from letopis.documents.journal_paper.volume import class_volume, summary_sheet
from letopis.documents.journal_paper.weekly import class_week
from letopis.kernel.clock import local, now
from letopis.kernel.dates import DateRange
from letopis.kernel.roles import Role
from letopis.school.attendance.queries.totals import class_totals
from letopis.school.classes.models import ClassGroup, Membership
from letopis.school.curriculum.enums import CourseKind
from letopis.school.grading.queries.summary import summary
from letopis.school.organisation.models import Term
from letopis.school.organisation.serving import serving
from letopis.school.organisation.settings import SchoolSettings
from letopis.school.people.models import Student
from tests import factories as make
from tests.documents.journal_paper.scene import a_class, rate, read

pytestmark = pytest.mark.django_db


def moved(group: ClassGroup, day: date) -> tuple[ClassGroup, Student]:
    """A student who came from 7Б on a day."""
    before = make.make_class(group.school, "7Б")
    student = make.make_student(before, "Новикова Зоя", until=date.fromordinal(day.toordinal() - 1))
    Membership.objects.create(school=group.school, class_group=group, student=student, starts_on=day)
    return before, student


@pytest.mark.req("JRN-07", "ARC-01")
def test_attendance_on_paper_is_counted_as_on_the_screen() -> None:
    """The known reason of two subgroups at one hour counts; who is not on the page that day misses nothing."""
    group, course, (pupil,) = a_class(1, 0)
    stray = make.make_student(group, since=date(2026, 9, 10))
    for name, code in (("1 группа", "Б"), ("2 группа", "Н")):
        language = make.make_course(group, "Язык", subgroup=make.make_subgroup(group, pupil, name=name))
        make.make_absence(make.make_lesson(language, date(2026, 9, 2), 2), pupil, code)
    for student in (pupil, stray):
        make.make_absence(make.make_lesson(course, date(2026, 9, 3), 1 + student.pk % 2), student, "НП")
    with serving(group.school.kind, group.school.time_zone):
        deputy = make.actor_of(make.make_officer(group.school, Role.DEPUTY), Role.DEPUTY)
        quarter = Term.objects.get(scheme=group.scheme, number=1)
        screen = {one.id: totals for one, totals in class_totals(deputy, group.pk, quarter.dates).lines}
    printed = {pk: terms[quarter.pk] for pk, terms in missed(read(group)).items()}
    assert printed == screen
    assert (printed[pupil.pk].missed, printed[pupil.pk].ill, printed[stray.pk].missed) == (2, 1, 0)


@pytest.mark.req("ARC-03")
def test_the_summary_sheet_has_the_marks_of_who_moved_wherever_they_stand() -> None:
    group, course, (pupil,) = a_class(1, 1)
    before, student = moved(group, date(2026, 10, 12))
    theirs = make.make_course(before, "Алгебра")
    rate(course, pupil, "3")
    rate(theirs, student, "4")
    rate(theirs, student, "5", term=None)
    with serving(group.school.kind, group.school.time_zone):
        deputy = make.actor_of(make.make_officer(group.school, Role.DEPUTY), Role.DEPUTY)
        quarter = str(Term.objects.get(scheme=group.scheme, number=1).pk)
        screen = {line.id: line.cells[0].value for line in summary(deputy, group.pk, quarter).lines}
    (sheet,) = [part for part in summary_sheet(read(group), "year", address="")["parts"] if part["kind"] == "summary"]
    printed = {one["name"]: [line[1] for line in one["lines"]] for one in sheet["students"]}
    assert screen == {pupil.pk: "3", student.pk: "4"}
    assert printed == {pupil.person.short_name: ["3", "", "", "", ""], "Новикова Зоя": ["4", "", "", "", "5"]}
    # Who had left before a period began has no mark of it here.
    rate(course, student, "2", term=4)
    (gone,) = [part for part in summary_sheet(read(before), "year", address="")["parts"] if part["kind"] == "summary"]
    assert [line[1] for line in gone["students"][0]["lines"]] == ["4", "", "", "", "5"]


@pytest.mark.req("DIA-05")
def test_the_week_of_a_family_sums_up_its_term_alone_and_what_was_brought_along() -> None:
    """A week in which a term begins without vacations before it; marks of the class that was left count."""
    group, course, (pupil,) = a_class(1, 0)
    before, student = moved(group, date(2026, 11, 18))
    theirs = make.make_course(before, "Алгебра")
    Term.objects.filter(scheme=group.scheme, number=2).update(starts_on=date(2026, 11, 17))
    Term.objects.filter(scheme=group.scheme, number=1).update(ends_on=date(2026, 11, 16))
    for page, whose, day, value in (
        (course, pupil, date(2026, 11, 16), "2"),
        (course, pupil, date(2026, 11, 18), "5"),
        (theirs, student, date(2026, 11, 17), "3"),
        (course, student, date(2026, 11, 18), "5"),
    ):
        lesson = make.make_lesson(page, day, 1 + whose.pk % 2)
        make.make_mark(make.make_work(lesson), whose, value)
    with serving(group.school.kind, group.school.time_zone):
        week = class_week(group.pk, date(2026, 11, 18), printed_at=local(now()), settings=SchoolSettings())
    told = {leaf["name"]: leaf["subjects"] for leaf in week["parts"]}
    assert told[pupil.person.short_name] == [["Алгебра", "5", "5,00", ""]]
    assert told["Новикова Зоя"] == [["Алгебра", "3 5", "4,00", ""]]
    first = next(leaf for leaf in week["parts"] if leaf["name"] == pupil.person.short_name)
    assert [day["name"] for day in first["days"]] == ["Понедельник, 16.11", "Среда, 18.11"], "all of the week is told"


@pytest.mark.req("ARC-01", "JRN-08")
def test_a_class_hour_of_the_vacations_is_printed_with_the_term_before_them() -> None:
    group, _, _ = a_class(1, 1)
    hours = make.make_course(group, "Классный час", kind=CourseKind.CLASS_HOUR)
    make.make_lesson(hours, date(2026, 10, 28), 1, topic="Поездка в музей")
    quarter, following = Term.objects.filter(scheme=group.scheme).order_by("number")[:2]
    assert date(2026, 10, 28) in DateRange(quarter.ends_on, following.starts_on)
    for period, times in (("year", 1), ("quarter-1", 1), ("quarter-2", 0)):
        parts = class_volume(read(group), period, address="")["parts"]
        topics = [lesson[3] for part in parts if part["kind"] == "spread" for lesson in part["lessons"]]
        assert topics.count("Поездка в музей") == times, period
