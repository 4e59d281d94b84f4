"""The pages of printing: who is offered what, and what is answered (ARC-01, DIA-05, REP-05)."""

import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from letopis.kernel.roles import Role
from letopis.school.curriculum.models import Course
from letopis.school.marks.models import Work
from tests import factories as make
from tests.documents.journal_paper.scene import a_class, pages

pytestmark = [pytest.mark.django_db, pytest.mark.req("ARC-01", "ARC-03", "DIA-05", "REP-05")]


def files(course: Course) -> list[str]:
    """Return the addresses of everything that is printed of a class, the page of the journal last."""
    group = course.class_group_id
    return [
        *(reverse(name, args=[group]) for name in ("print_class", "print_volume", "print_summary", "print_week")),
        reverse("journal_pdf", args=[course.pk]),
    ]


def test_a_stranger_signs_in_the_wrong_role_finds_nothing_the_right_one_prints(client: Client) -> None:
    group, course, (pupil, *_) = a_class(1, 1)
    tutor, teacher = group.tutors.get().staff, course.teachers.get().staff
    deputy = make.make_officer(group.school, Role.DEPUTY)
    other = make.make_class(group.school, "7Б", tutor=make.make_staff(group.school, "Седов Игорь Ильич"))
    for address in [reverse("print_list"), *files(course)]:
        assert client.get(address).status_code == 302
    for card, role_sees in (
        (make.make_officer(group.school, Role.OPERATOR), []),
        (make.make_guardian(pupil), []),
        (other.tutors.get().staff, ["print_list"]),
        (teacher, ["journal_pdf"]),
        (tutor, ["print_list", *files(course)]),
        (deputy, ["print_list", *files(course)]),
    ):
        signed = make.sign_in(Client(), card)
        expected = {reverse("print_list") if one == "print_list" else one for one in role_sees}
        expected = {reverse("journal_pdf", args=[course.pk]) if one == "journal_pdf" else one for one in expected}
        for address in [reverse("print_list"), *files(course)]:
            answer = signed.get(address)
            assert answer.status_code == (200 if address in expected else 404), (card, address)


def test_the_menu_of_a_class_leads_to_each_file_and_the_files_are_what_they_say(client: Client) -> None:
    group, course, (first, *_) = a_class(2, 2)
    make.sign_in(client, group.tutors.get().staff)
    assert reverse("print_class", args=[group.pk]) in client.get(reverse("my_class")).content.decode()
    menu = client.get(reverse("print_class", args=[group.pk])).content.decode()
    for address in files(course)[1:]:
        assert address in menu
    volume = client.get(files(course)[1], {"period": "quarter-1"})
    assert volume["Content-Type"] == "application/pdf"
    assert "Классный журнал" in pages(volume.content)[0]
    alone = pages(client.get(files(course)[4], {"period": "quarter-1"}).content)
    assert len(alone) == 2
    assert alone[0].startswith("Алгебра")
    (summary,) = [text for text in pages(client.get(files(course)[2]).content) if "Сводная ведомость отметок" in text]
    assert first.person.short_name in summary
    assert client.get(files(course)[1], {"period": "none"}).status_code == 422
    assert client.get(files(course)[0], {"period": "none"}).status_code == 404


@pytest.mark.parametrize("students", [1, 3, 30])
def test_a_week_for_families_is_a_leaf_a_student_in_as_many_queries(
    client: Client, students: int, django_assert_num_queries
) -> None:
    group, course, pupils = a_class(students, 1)
    lesson = make.make_lesson(course, make.TODAY, 1, topic="Степень")
    make.make_homework(lesson, "§ 19, № 403")
    work = make.make_work(lesson)
    make.make_mark(work, pupils[0], "4", comment="Работает быстрее")
    Work.objects.filter(pk=work.pk).update(title="Диктант")
    make.sign_in(client, group.tutors.get().staff)
    address = reverse("print_week", args=[group.pk])
    client.get(address)
    with django_assert_num_queries(19):
        answer = client.get(address, {"day": "2026-11-24"})
    leaves = pages(answer.content)
    assert len(leaves) == students
    mine = next(text for text in leaves if pupils[0].person.short_name in text)
    for told in ("Понедельник, 23.11", "Степень", "§ 19, № 403", "4 (Диктант; Работает быстрее)", "Подпись родителя"):
        assert told in mine
    for day in ("нет", "9999-12-31"):
        assert len(pages(client.get(address, {"day": day}).content)) == students


def test_a_draft_is_not_told_to_a_family_before_it_is_released(client: Client) -> None:
    group, course, (pupil,) = a_class(1, 1)
    group.school.settings = {"draft_marks": True}
    group.school.save()
    written = make.make_work_kind(group.school, "control", name="Контрольная работа", is_written=True)
    work = make.make_work(make.make_lesson(course, make.TODAY, 1), written)
    make.make_mark(work, pupil, "2", comment="Повторить степени")
    make.sign_in(client, group.tutors.get().staff)
    address = reverse("print_week", args=[group.pk])
    (before,) = pages(client.get(address).content)
    Work.objects.filter(pk=work.pk).update(released_at=make.moment_on(make.TODAY))
    (after,) = pages(client.get(address).content)
    assert "Повторить степени" not in before
    assert "2 (Контрольная работа; Повторить степени)" in after


def test_leaves_of_families_that_sign_in_may_be_left_out(client: Client) -> None:
    group, _, (first, second) = a_class(2, 1)
    mother = make.make_guardian(first)
    account = make.make_account(mother.person)
    make.make_account(make.make_guardian(second).person)
    account.last_login = make.moment_on(make.TODAY)
    account.save()
    make.sign_in(client, group.tutors.get().staff)
    address = reverse("print_week", args=[group.pk])
    (leaf,) = pages(client.get(address, {"who": "unreached"}).content)
    assert second.person.short_name in leaf
    assert len(pages(client.get(address).content)) == 2


def test_the_workbook_has_the_same_marks_and_no_formulas(client: Client) -> None:
    group, course, (pupil, *_) = a_class(2, 2)
    make.make_lesson(course, make.TODAY, 1, topic="=1+1")
    make.sign_in(client, make.make_officer(group.school, Role.DEPUTY))
    address = files(course)[1]
    answer = client.get(address, {"format": "xlsx"})
    assert answer.content == client.get(address, {"format": "xlsx"}).content
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        texts = book.read("xl/sharedStrings.xml").decode()
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/")]
    for told in (pupil.person.short_name, "Тема номер 1", "§ 2", "=1+1", "Сводная ведомость отметок"):
        assert told in texts
    assert not any("<f>" in sheet for sheet in sheets)


def test_a_sign_without_a_picture_is_told_on_a_page(client: Client) -> None:
    group, course, _ = a_class(1, 1)
    make.make_lesson(course, make.TODAY, 1, topic="Иероглиф 漢")
    make.sign_in(client, course.teachers.get().staff)
    answer = client.get(reverse("journal_pdf", args=[course.pk]))
    assert answer.status_code == 422
    assert "Знака «漢» нет в шрифтах" in answer.content.decode()
