"""People, classes, subgroups on the office's pages: who enters, what they save, constant numbers of queries."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from letopis.kernel.roles import Role
from letopis.school.classes.models import ClassGroup, ClassTutor, Membership, Order, SubgroupMembership
from letopis.school.control.readiness import readiness
from letopis.school.curriculum.models import CourseTeacher
from letopis.school.people.models import Guardian, Person, Staff, Student
from letopis.school.timetable.models import Lesson
from tests.factories import (
    TODAY,
    YEAR_START,
    actor_of,
    make_class,
    make_course,
    make_guardian,
    make_lesson,
    make_officer,
    make_person,
    make_school,
    make_staff,
    make_student,
    make_students,
    make_subgroup,
    sign_in,
)
from tests.sending import send

pytestmark = pytest.mark.django_db

LISTS = ("students", "guardians", "staff")
ANNA = {"surname": "Королёва", "name": "Анна", "birth_date": "2014-03-01", "phone": "8 900 123 45 67"}


@pytest.fixture
def seven(school):
    return make_class(school, "7А")


@pytest.fixture
def office(client, school):
    return sign_in(client, make_officer(school, Role.STUDY_OFFICE))


def pages(school, seven):
    student = make_student(seven)
    guardian = make_guardian(student)
    staff = make_staff(school)
    make_subgroup(seven, student)
    reads = [
        reverse("office_people"),
        reverse("office_people") + "?format=xlsx",
        reverse("office_people") + "?kind=guardians&format=xlsx",
        reverse("office_person", args=[student.person_id]),
        reverse("office_person_guardian", args=[guardian.pk]),
        reverse("office_student", args=[student.pk]),
        reverse("office_classes"),
        reverse("office_classes") + "?format=xlsx",
        reverse("office_class", args=[seven.pk]),
        reverse("office_class", args=[seven.pk]) + "?format=xlsx",
        reverse("office_class_subgroups", args=[seven.pk]),
        reverse("office_person_staff", args=[staff.pk]),
    ]
    forms = [
        reverse("office_student_new"),
        reverse("office_student_edit", args=[student.pk]),
        reverse("office_student_guardian_new", args=[student.pk]),
        reverse("office_class_new"),
        reverse("office_class_edit", args=[seven.pk]),
    ]
    posts = [
        reverse("office_student_move", args=[student.pk]),
        reverse("office_student_guardian", args=[student.pk]),
        reverse("office_student_guardian_end", args=[student.pk, guardian.pk]),
        reverse("office_class_tutor", args=[seven.pk]),
        reverse("office_class_enrol", args=[seven.pk]),
    ]
    return reads, forms, posts


def answers(client, urls):
    return [client.get(url, follow=True).status_code for url in urls]


@pytest.mark.req("ACC-01", "CON-01")
def test_the_office_enters_everywhere(office, school, seven):
    reads, forms, posts = pages(school, seven)
    assert answers(office, reads) == [200] * len(reads)
    assert answers(office, forms) == [200] * len(forms)
    parent = {"person": make_person(school).pk, "kinship": "father"}
    # What lacks a day or a teacher comes back with its form.
    assert [office.post(url, parent).status_code for url in posts] == [422, 302, 302, 422, 422]


@pytest.mark.req("ACC-01")
def test_a_deputy_reads_only(client, school, seven):
    reads, forms, posts = pages(school, seven)
    sign_in(client, make_officer(school, Role.DEPUTY))
    assert answers(client, reads) == [200] * len(reads)
    assert answers(client, forms) == [404] * len(forms)
    assert [client.post(url).status_code for url in posts] == [404] * len(posts)
    divide = client.post(reads[10], {"division": "Труд", "name": "1"}, follow=True)
    assert "делит классный руководитель" in divide.content.decode()
    assert [client.post(url, ANNA).status_code for url in (reads[4], reads[11])] == [404] * 2
    assert "Группа здоровья" not in client.get(reads[5]).content.decode()


@pytest.mark.req("CON-01", "ACC-10")
def test_lists_find_a_former_surname_for_who_reads_private_data(client, school, seven):
    student = make_student(seven, "Королёв Пётр Ильич")
    mother = make_guardian(student, full_name="Соколова Инна Олеговна")
    staff = make_staff(school, "Орлова Вера Глебовна")
    make_student(seven, "Воронин Олег Ильич")
    for card in (student, mother, staff):
        card.person.former_surnames = "Воронин-Зорина до 12.10.2026, Сёмина"
        card.person.save()

    def found(role: Role, text: str) -> list[list[str]]:
        sign_in(client, make_officer(school, role))
        lists = (client.get(reverse("office_people"), {"kind": kind, "text": text}) for kind in LISTS)
        return [re.findall(r'scope="row">(.*?)</th>', page.content.decode(), re.DOTALL) for page in lists]

    for text in ("воронин-зор", "воронин-зорина"):
        names = found(Role.OPERATOR, text)
        assert [len(one) for one in names] == [1, 1, 1], text
        assert all("до 12.10 Воронин-Зорина" in one[0] for one in names)
    assert "прежде Сёмина" in found(Role.OPERATOR, "семин пет")[0][0]
    assert [len(one) for one in found(Role.OPERATOR, "воронин")] == [2, 1, 1]
    assert "Сёмина" not in found(Role.OPERATOR, "королев")[0][0], "nobody is told more than was asked"
    assert found(Role.DISPATCHER, "семина") == [[], [], []]
    assert [len(one) for one in found(Role.PERSONNEL, "семина")][2:] == [1], "who keeps the staff reads it of the staff"
    assert [len(one) for one in found(Role.STUDY_OFFICE, "семина")] == [1, 1, 0], (
        "the staff's is not the study office's"
    )


@pytest.mark.req("ACC-01")
def test_nobody_else_enters(client, school, seven):
    reads, forms, posts = pages(school, seven)
    for url in (*reads, *forms):
        assert client.get(url).url.startswith("/account/login/")
    student = Student.objects.get()
    teacher = make_staff(school)
    ClassTutor.objects.create(school=school, class_group=seven, staff=teacher, starts_on=YEAR_START)
    for card in (student, Guardian.objects.get(), teacher):
        sign_in(client, card)
        assert answers(client, (*reads, *forms)) == [404] * (len(reads) + len(forms))
        assert [client.post(url).status_code for url in posts] == [404] * len(posts)
    foreign = make_officer(make_school(), Role.OPERATOR)
    sign_in(client, foreign)
    own = [url for url in (*reads, *forms) if any(sign.isdigit() for sign in url)]
    assert answers(client, own) == [404] * len(own)
    assert [client.post(url).status_code for url in posts] == [404] * len(posts)
    assert str(student.person) not in client.get(reads[0]).content.decode()


@pytest.mark.req("ACC-01", "HR-01")
def test_the_personnel_department_keeps_staff_and_sees_no_children(client, school, seven):
    student = make_student(seven)
    sign_in(client, make_officer(school, Role.PERSONNEL))
    assert client.get(reverse("office_people")).status_code == 200
    for url in (
        reverse("office_student", args=[student.pk]),
        reverse("office_classes"),
        reverse("office_class", args=[seven.pk]),
        reverse("office_person_guardian", args=[make_guardian(student).pk]),
        reverse("office_student_new"),
    ):
        assert client.get(url).status_code == 404
    made = client.post(reverse("office_person_staff_new"), {**ANNA, "position": "Учитель"})
    staff = Staff.objects.get(position="Учитель")
    assert made.url == reverse("office_person_staff", args=[staff.pk])
    send(client, made.url, {**ANNA, "position": "Методист"})
    staff.refresh_from_db()
    assert staff.position == "Методист"


@pytest.mark.parametrize("number", [1, 3, 30])
def test_queries_stay_constant(number, office, seven, django_assert_num_queries):
    students = make_students(seven, number)
    for student in students:
        make_guardian(student)
    make_subgroup(seven, *students)
    with django_assert_num_queries(6):
        office.get(reverse("office_people"))
    with django_assert_num_queries(3):
        office.get(reverse("office_people") + "?kind=guardians")
    with django_assert_num_queries(5):
        office.get(reverse("office_classes"))
    with django_assert_num_queries(10):
        office.get(reverse("office_class", args=[seven.pk]))
    with django_assert_num_queries(9):
        office.get(reverse("office_student", args=[students[0].pk]))
    with django_assert_num_queries(10):
        office.get(reverse("office_class_subgroups", args=[seven.pk]))


@pytest.mark.req("CON-01", "CON-02")
def test_a_student_is_made_enrolled_and_found(office, seven):
    new = reverse("office_student_new")
    wrong = office.post(new, {**ANNA, "study_form": "full_time", "snils": "123"})
    assert wrong.status_code == 422
    assert "СНИЛС не сходится" in wrong.content.decode()
    form = {**ANNA, "study_form": "full_time", "class_id": seven.pk, "starts_on": "2026-11-09", "order_number": "7-у"}
    made = office.post(new, form)
    student = Student.objects.get()
    assert made.url == reverse("office_student", args=[student.pk])
    assert Membership.objects.get().starts_on == date(2026, 11, 9)
    assert Order.objects.get().number == "7-у"
    alike = office.post(new, {**ANNA, "study_form": "full_time"})
    assert alike.status_code == 422
    assert "Похожая карточка" in alike.content.decode()
    assert office.post(new, {**ANNA, "study_form": "full_time", "even_if_alike": "on"}).status_code == 302
    found = office.get(reverse("office_people") + "?text=корол анна").content.decode()
    assert found.count("Королёва Анна") == 2
    assert "без класса" in office.get(reverse("office_people") + "?class=none").content.decode()


@pytest.mark.req("CON-02")
def test_moved_by_orders(office, school, seven):
    student = make_student(seven)
    other = make_class(school, "7Б")
    move = reverse("office_student_move", args=[student.pk])
    send(office, move, {"how": "move", "class_id": other.pk, "day": "2026-11-09", "order_number": "5"})
    send(office, move, {"how": "expel", "day": "2026-12-30", "note": "переезд", "is_sure": "on", "order_number": "б/н"})
    stays = Membership.objects.order_by("starts_on").values_list("class_group__name", "ends_on")
    assert list(stays) == [("7А", date(2026, 11, 8)), ("7Б", date(2026, 12, 30))]
    again = send(office, move, {"how": "expel", "day": "2026-08-01", "is_sure": "on", "order_number": "6"}, follow=True)
    assert "не числится" in again.content.decode()
    newcomer = Student.objects.create(school=school, person=make_person(school))
    enrol = reverse("office_class_enrol", args=[seven.pk])
    office.post(enrol, {"student_id": newcomer.pk, "starts_on": "2026-11-23", "order_number": "б/н"})
    assert Membership.objects.get(student=newcomer).class_group == seven


@pytest.mark.req("CON-01")
def test_guardians_are_made_attached_taken_off(office, seven):
    one, two = make_students(seven, 2)
    office.post(reverse("office_student_guardian_new", args=[one.pk]), {**ANNA, "kinship": "mother"})
    guardian = Guardian.objects.get()
    attach = reverse("office_student_guardian", args=[two.pk])
    for text in ("корол", "rjhjktd", "123-45-67"):
        page = office.post(attach, {"find": text}).content.decode().replace("\xa0", " ")
        assert f'Королёва Анна <span class="note">мать: {one.person.short_name}, 7А' in page, text
        assert "+7 900 123-45-67" in page
    office.post(attach, {"person": guardian.person_id, "kinship": "mother"})
    assert guardian.guardianships.count() == 2
    office.post(reverse("office_student_guardian_end", args=[two.pk, guardian.pk]))
    assert guardian.guardianships.filter(ends_on__isnull=True).get().student == one
    send(office, reverse("office_person_guardian", args=[guardian.pk]), {**ANNA, "phone": ""})
    assert Person.objects.get(pk=guardian.person_id).phone == ""


def test_classes_and_tutors(office, school, seven):
    new = reverse("office_class_new")
    office.post(new, {"name": "8 б", "scheme_id": seven.scheme_id, "shift": "1"})
    assert ClassGroup.objects.get(grade=8).name == "8Б"
    assert office.post(new, {"name": "8Б", "scheme_id": seven.scheme_id, "shift": "1"}).status_code == 422
    send(
        office,
        reverse("office_class_edit", args=[seven.pk]),
        {"name": "7В", "scheme_id": seven.scheme_id, "shift": "2"},
    )
    seven.refresh_from_db()
    assert (seven.name, seven.shift) == ("7В", 2)
    staff = make_staff(school)
    send(office, reverse("office_class_tutor", args=[seven.pk]), {"staff_id": staff.pk, "starts_on": "2026-09-01"})
    assert ClassTutor.objects.get().staff == staff


@pytest.mark.req("CON-05")
def test_subgroups_by_ticks(office, seven):
    one, two = make_students(seven, 2)
    url = reverse("office_class_subgroups", args=[seven.pk])
    for name in ("1 группа", "2 группа"):
        office.post(url, {"division": "Иностранный язык", "name": name})
    first, second = seven.subgroups.order_by("name")
    of = {"of": "Иностранный язык"}
    send(office, url, {**of, "day": "2026-09-01", f"s{one.pk}": first.pk, f"s{two.pk}": second.pk})
    send(office, url, {**of, "day": "2026-11-09", f"s{one.pk}": second.pk, f"s{two.pk}": ""})
    rows = SubgroupMembership.objects.order_by("student_id", "starts_on").values_list(
        "student_id", "subgroup__name", "starts_on", "ends_on"
    )
    assert list(rows) == [
        (one.pk, "1 группа", date(2026, 9, 1), date(2026, 11, 8)),
        (one.pk, "2 группа", date(2026, 11, 9), None),
        (two.pk, "2 группа", date(2026, 9, 1), date(2026, 11, 8)),
    ]
    assert "больше нет" in office.post(url, {"of": "Труд", "day": "2026-11-09"}, follow=True).content.decode()


@pytest.mark.req("HR-01", "HR-02")
def test_a_dismissal_says_what_becomes_of_the_access_and_what_somebody_else_has_to_take(client, school, seven):
    office = sign_in(client, make_officer(school))
    leaves = make_staff(school, "Орлова Елена Викторовна")
    course = make_course(seven, teacher=leaves)
    make_lesson(course, TODAY - timedelta(days=7), staff=leaves)
    for number in (1, 2):
        make_lesson(course, TODAY + timedelta(days=number), staff=leaves)
    ClassTutor.objects.create(school=school, class_group=seven, staff=leaves, starts_on=date(2026, 9, 1))
    url = reverse("office_person_staff", args=[leaves.pk])
    assert "остаётся" not in office.get(url).content.decode()
    card = {"surname": "Орлова", "name": "Елена", "patronymic": "Викторовна", "dismissed_order": "12-к"}

    soon = send(office, url, {**card, "dismissed_on": f"{TODAY + timedelta(days=1):%d.%m.%Y}"}, follow=True)
    assert f"закроется {TODAY + timedelta(days=1):%d.%m.%Y}, в день увольнения" in soon.content.decode()
    told = " ".join(
        send(office, url, {**card, "dismissed_on": f"{TODAY:%d.%m.%Y}"}, follow=True).content.decode().split()
    )
    assert "Вход сотрудника уже закрыт" in told
    assert "Нагрузка: 7А, Алгебра." in told
    assert "Уроки впереди: 2." in told
    assert "Классный руководитель: 7А." in told
    assert readiness(actor_of(make_officer(school), Role.OPERATOR)).courses_without_teacher == 1

    CourseTeacher.objects.update(ends_on=TODAY - timedelta(days=1))
    ClassTutor.objects.update(ends_on=TODAY - timedelta(days=1))
    Lesson.objects.update(staff=None)
    assert "остаётся" not in office.get(url).content.decode()


@pytest.mark.req("CON-01", "ACC-10")
def test_the_history_of_a_card_and_who_reads_what_of_it(office, client, school, seven):
    student = make_student(seven, "Юдина Анна")
    fields = {"surname": "Юдина", "name": "Анна", "study_form": "home", "address": "Мира, 1"}
    old, url = reverse("office_student_history", args=[student.pk]), reverse("office_row", args=["student", student.pk])
    assert office.get(old).url == url
    assert url in office.get(reverse("office_student", args=[student.pk])).content.decode()
    assert "Записей ещё нет" in office.get(url).content.decode()
    edit = reverse("office_student_edit", args=[student.pk])
    send(office, edit, fields)
    office.post(reverse("office_student_guardian_new", args=[student.pk]), {**ANNA, "kinship": "mother"})
    move = {"how": "expel", "day": "2026-12-01", "is_sure": "on", "order_number": "17-К"}
    send(office, reverse("office_student_move", args=[student.pk]), move)
    text = " ".join(office.get(url).content.decode().split())
    assert "Мира, 1" in text
    assert "Родители и дети: Королёва Анна" in text
    assert "Состав классов: 7А" in text  # what an order did is told, and taken back by another order
    assert "17-К" in text
    assert "Отменить последнее изменение" not in text, "the newest of the card itself has made a guardian"
    sign_in(client, make_officer(school, Role.DISPATCHER))
    # From the table on: the build's digest in the head of a page may hold any three digits.
    open_part = client.get(url).content.decode().partition("<table")[2]
    assert "Форма обучения" in open_part
    assert "Королёва Анна" in open_part
    for closed in ("Мира", "900", "2014", "Удаление", "Отменить последнее"):
        assert closed not in open_part, closed
    assert client.post(reverse("office_row_remove", args=["student", student.pk])).status_code in {404, 405}
    sign_in(client, make_officer(school, Role.PERSONNEL))
    assert client.get(url).status_code == client.get(old).status_code == 404


@pytest.mark.req("CON-01")
def test_the_cards_of_a_guardian_and_of_an_employee_tell_of_children_and_of_the_load(office, seven):
    one, two = make_student(seven, "Орлов Пётр"), make_student(seven, "Орлов Иван")
    guardian, staff = make_guardian(one, two), make_staff(seven.school)
    guardian.guardianships.filter(student=two).update(ends_on=date(2026, 10, 1))
    make_course(seven, "Физика", teacher=staff)
    ClassTutor.objects.create(school=seven.school, class_group=seven, staff=staff, starts_on=YEAR_START)
    text = office.get(reverse("office_person_guardian", args=[guardian.pk])).content.decode()
    assert text.index("Орлов Пётр") < text.index("Орлов Иван") < text.index("с 01.09.2026 по 01.10.2026")
    text = office.get(reverse("office_person_staff", args=[staff.pk])).content.decode()
    assert "Физика, 7А" in text
    assert "Классный руководитель: 7А" in text


@pytest.mark.req("ACC-05")
def test_a_consent_is_written_down_and_withdrawn_on_the_card(office, school, seven):
    child = make_student(seven, consent=False)
    mother = make_guardian(child)
    give, end = (reverse(f"office_student_{name}", args=[child.pk]) for name in ("consent", "consent_end"))
    assert office.post(give, {"given_on": "01.01.2030", "given_by": mother.pk}).status_code == 422
    told = office.post(give, {"given_on": "01.09.2026", "given_by": mother.pk}, follow=True).content.decode()
    assert "Согласие записано" in told
    assert child.consents.get().given_by == mother
    assert "доступ семьи закрыт" in office.post(end, {"withdrawn_on": "2026-11-20"}, follow=True).content.decode()
    assert child.consents.get().withdrawn_on == date(2026, 11, 20)
