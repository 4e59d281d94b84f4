"""Pages of attendance: the week settled by a form, notes and their files, totals, checks, who is in the building."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from letopis.kernel.roles import Role
from letopis.school.attendance.enums import NoteState
from letopis.school.attendance.models import AbsenceNote, NoteFile
from letopis.school.marks.models import Absence
from tests import factories as make
from tests.factories import TODAY, sign_in
from tests.school.journal.scene import Scene, scene

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-07")]


@pytest.fixture
def s() -> Scene:
    return scene()


@pytest.fixture
def tutor(client: Client, s: Scene) -> Client:
    return sign_in(client, s.tutor)


def week(s: Scene, day: str = "2026-11-23") -> str:
    return f"{reverse('my_class_attendance', args=[s.class_group.pk])}?day={day}"


def text(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, url
    return answer.content.decode().replace("\u00a0", " ").replace("&nbsp;", " ")


def codes(s: Scene) -> list[str]:
    return list(Absence.objects.order_by("student_id", "lesson__number").values_list("code", flat=True))


def test_the_week_is_settled_cell_by_cell_and_a_day_at_once(s: Scene, tutor: Client) -> None:
    fourth = make.make_lesson(s.course, TODAY, 4)
    first, second, third = s.students
    rows = [make.make_absence(lesson, one) for one in (first, second) for lesson in (s.lesson, fourth)]
    make.make_absence(s.lesson, third, "ОП", minutes=7)
    shown = text(tutor, week(s))
    assert "Без причины" in shown
    assert 'class="week-grid__open" title="Без причины">2<' in shown
    name = f"r-{s.lesson.pk}-{first.pk}-1-Н"
    assert f'name="{name}"' in shown
    assert "ОП<small>7</small>" in shown
    assert text(tutor, reverse("my_class")).count("4 пропуска без причины, первый 23 ноября") == 1
    assert "4 пропуска без причины" in text(tutor, reverse("today"))

    untouched = f"r-{fourth.pk}-{first.pk}-1-Н"
    sent = tutor.post(week(s), {name: "УП", untouched: "Н", f"s-{second.pk}": "2026-11-23:Б"}, follow=True)
    assert "3 причины записаны" in sent.content.decode().replace("\u00a0", " ")
    assert codes(s) == ["УП", "Н", "Б", "Б", "ОП"]
    assert [row.version for row in Absence.objects.filter(pk__in=[one.pk for one in rows]).order_by("pk")] == [
        2,
        1,
        2,
        2,
    ]

    stale = tutor.post(week(s), {name: "Б"}, follow=True)
    assert "Тем временем изменены и оставлены как есть: 1" in stale.content.decode()
    nothing = tutor.post(week(s), {untouched: "Н"})
    assert nothing.status_code == 422
    assert "Выберите причину" in nothing.content.decode()
    assert codes(s) == ["УП", "Н", "Б", "Б", "ОП"]


def test_a_note_with_a_photograph_from_the_diary_is_confirmed_and_frozen(
    s: Scene, tutor: Client, settings, tmp_path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    make.make_absence(s.lesson, s.student)
    mother, stranger = (sign_in(Client(), make.make_guardian(one)) for one in s.students[:2])
    new = reverse("diary_absence_new", args=[s.student.pk])
    picture = BytesIO()
    Image.new("RGB", (20, 20)).save(picture, "JPEG")
    file = SimpleUploadedFile("Справка.jpg", picture.getvalue())
    typed = {"code": "Б", "kind": "certificate", "first_day": "2026-11-23", "last_day": "2026-11-24", "text": "ОРВИ"}
    assert stranger.post(new, typed).status_code == 404
    bad = mother.post(new, {**typed, "files": SimpleUploadedFile("Справка.jpg", b"MZ virus")})
    assert bad.status_code == 422
    assert "Это не снимок" in bad.content.decode()
    assert not AbsenceNote.objects.exists()
    assert mother.post(new, {**typed, "files": file}).status_code == 302
    note, kept = AbsenceNote.objects.get(), NoteFile.objects.get()
    own, served = text(mother, reverse("diary_absences")), reverse("absence_file", args=[kept.pk])
    assert "Ждёт подтверждения" in own
    assert "Отозвать" in own
    assert served in own
    for reader, status in ((mother, 200), (tutor, 200), (stranger, 404), (sign_in(Client(), s.teacher), 404)):
        assert reader.get(served).status_code == status
    assert Client().get(served).url.startswith("/account/login/")

    page = reverse("my_class_note", args=[note.pk])
    assert "Покрыто 1 урок за 1 учебный день; без занятий: 24 ноября" in text(tutor, page)
    assert text(tutor, week(s)).count("Ждут подтверждения") == 1
    refused = tutor.post(page, {"act": "decline", "answer": ""})
    assert refused.status_code == 422
    assert "семья прочтёт эти слова" in refused.content.decode()
    assert tutor.post(page, {"act": "confirm", "code": "Б"}).status_code == 302
    assert codes(s) == ["Б"]
    frozen = text(tutor, week(s))
    assert "Подтверждено: медицинская справка с 23.11.2026 по 24.11.2026" in frozen
    assert f"r-{s.lesson.pk}-{s.student.pk}" not in frozen
    assert "Подтверждено" in text(mother, reverse("diary_absences"))
    assert mother.post(reverse("diary_absence_withdraw", args=[s.student.pk, note.pk])).status_code == 422
    assert tutor.post(page, {"act": "take_back", "answer": "Чужая справка"}).status_code == 302
    assert codes(s) == ["Н"]
    assert "Чужая справка" in text(mother, reverse("diary_absences"))
    note.refresh_from_db()
    assert note.state == NoteState.ANNOUNCED


def test_the_teacher_sees_at_the_lesson_who_was_announced_and_who_left(s: Scene, client: Client) -> None:
    first, second, third = s.students
    make.make_note(first)
    make.make_note(second, "УП", state=NoteState.CONFIRMED, first_number=3, last_number=3)
    make.make_note(third, first_number=5)
    make.make_leave(third)
    sixth = make.make_lesson(s.course, TODAY, 6)
    teacher = sign_in(client, s.teacher)
    warned = teacher.get(reverse("lesson_data", args=[s.lesson.pk])).json()["warned"]
    assert warned == [[first.pk, "предупредили: болезнь"], [second.pk, "подтверждено: уважительная причина"]]
    later = teacher.get(reverse("lesson_data", args=[sixth.pk])).json()["warned"]
    assert later == [[first.pk, "предупредили: болезнь"], [third.pk, "ушёл в 12:00"]]


def test_totals_checks_and_the_building(
    s: Scene, tutor: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first, second, third = s.students
    before = make.make_lesson(s.course, TODAY, 2, attendance_taken_at=make.moment_on(TODAY))
    s.lesson.attendance_taken_at = make.moment_on(TODAY)
    s.lesson.save()
    for lesson in (before, s.lesson):
        make.make_absence(lesson, first, "Б")
    make.make_absence(s.lesson, second, "НП")
    make.make_mark(s.work, second)
    group = s.class_group.pk
    totals = reverse("my_class_totals", args=[group])
    shown = text(tutor, totals)
    assert "II четверть" in shown
    assert "По часам дня" in shown
    book = CalamineWorkbook.from_filelike(BytesIO(tutor.get(f"{totals}?format=xlsx").content))
    rows = book.get_sheet_by_name("По каждому").to_python()
    assert rows[1][1:] == [2, 2, 2, 0, 0, 0, 1, 1, 0, 0]
    assert rows[-1][:3] == ["Всего", 6, 3]
    assert tutor.get(f"{totals}?from=2026-11-24&to=2026-11-23").status_code == 404
    checks = text(tutor, reverse("my_class_checks", args=[group]))
    assert "Отметка в день пропуска: 1" in checks
    assert "Был, а на следующем часу уже нет: 1" in checks

    make.make_leave(third, make.moment_on(TODAY).time().replace(hour=10, minute=30), taken_by="бабушка")
    with django_assert_num_queries(7):
        inside = text(tutor, reverse("building"))
    assert "По журналу на 10:43, 23 ноября 2026 г." in inside
    assert "ушёл в 10:30" in inside
    assert "(Б)" in inside
    assert tutor.get(reverse("building"))["X-Letopis-Account"], "kept for when there is no network"


def test_who_opens_what(s: Scene) -> None:
    """Each page as a stranger, in a role that has it not, in one that has."""
    group = s.class_group.pk
    note, leave = make.make_note(s.student), make.make_leave(s.student)
    cards = {
        "tutor": s.tutor,
        "teacher": s.teacher,
        "other": make.make_staff(s.school),
        "mother": make.make_guardian(s.student),
        **{
            role: make.make_officer(s.school, Role(role))
            for role in ("deputy", "methodologist", "operator", "dispatcher")
        },
    }
    make.make_class(s.school, "8Б", tutor=cards["other"])
    readers = {"tutor", "deputy"}
    pages = {
        reverse("my_class_attendance", args=[group]): readers,
        reverse("my_class_totals", args=[group]): readers,
        reverse("my_class_checks", args=[group]): readers,
        reverse("my_class_note", args=[note.pk]): readers,
        reverse("my_class_note_new", args=[group]): {"tutor"},
        reverse("my_class_leave_new", args=[group]): readers,
        reverse("my_class_leave_remove", args=[leave.pk]): readers,
        reverse("attendance"): {"deputy"},
        reverse("building"): {"tutor", "other", "deputy", "operator", "dispatcher"},
        reverse("diary_absence_new", args=[s.student.pk]): {"mother"},
    }
    for url in pages:
        assert Client().get(url).url.startswith("/account/login/")
    for name, card in cards.items():
        browser = sign_in(Client(), card)
        for url, who in pages.items():
            assert browser.get(url).status_code == (200 if name in who else 404), (name, url)


@pytest.mark.parametrize("size", [1, 3, 30])
def test_the_pages_take_constant_queries(
    size: int, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    s = scene(size)
    tutor = sign_in(client, s.tutor)
    for student in s.students:
        make.make_absence(s.lesson, student)
        make.make_note(student, day=TODAY - timedelta(days=7))
    group = s.class_group.pk
    for url, number in (
        (week(s), 10),
        (reverse("my_class_totals", args=[group]), 9),
        (reverse("my_class_checks", args=[group]), 9),
        (reverse("building"), 7),
    ):
        tutor.get(url)
        with django_assert_num_queries(number):
            assert tutor.get(url).status_code == 200
