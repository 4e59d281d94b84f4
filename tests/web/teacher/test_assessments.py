"""Pages of the schedule of assessment works: made by the deputy, read by teachers (CTL-03)."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from letopis.kernel.roles import Role
from letopis.school.curriculum.enums import LessonKind
from letopis.school.workload.enums import WorkState
from letopis.school.workload.models import AssessmentWork
from tests import factories as make
from tests.school.journal.scene import Scene, scene
from tests.sending import send

pytestmark = [pytest.mark.django_db, pytest.mark.req("CTL-03")]
LIST = "/works/"
DAY = date(2026, 12, 2)


@pytest.fixture
def s() -> Scene:
    made = scene(1)
    physics = make.make_course(made.class_group, "Физика")
    for number in (1, 2, 4):
        make.make_lesson(made.course if number == 2 else physics, DAY, number)
    make.make_plan(made.course, "Степень", "Контрольная № 1").lessons.filter(number=2).update(kind=LessonKind.CONTROL)
    return made


def test_the_deputy_proposes_sees_what_speaks_against_it_moves_and_publishes(client, s):
    make.sign_in(client, make.make_officer(s.school, Role.DEPUTY))
    assert "Работ пока нет" in client.get(LIST).content.decode()
    page = client.get(reverse("assessments_propose")).content.decode()
    assert "Поставить 1" in page
    assert client.post(reverse("assessments_propose"), {"half": "1", "grade": ""}).status_code == 302
    (own,) = AssessmentWork.objects.all()
    assert (own.date, own.number, own.state) == (DAY, 2, WorkState.DRAFT)
    page = client.get(LIST).content.decode()
    for text in ("Опубликовать", "работа: семьям ещё не видно", "к/р", "work--draft"):
        assert text in page
    # The same day for the whole parallel, from above: the norm is cited and a reason asked for.
    given = {"where": "g7", "subject": str(s.course.subject_id), "date": "2026-12-02", "number": "", "level": "federal"}
    given |= {"kind": "vpr", "title": "ВПР", "minutes": "45", "reason": ""}
    refused = client.post(reverse("assessments_new"), given)
    assert refused.status_code == 422
    assert "СК-228/03" in refused.content.decode()
    assert client.post(reverse("assessments_new"), {**given, "reason": "Дан сверху"}).status_code == 302
    page = client.get(LIST + "?grade=7").content.decode()
    for text in ("Спорит с нормами: 2", "work--hit", "оставлена: Дан сверху", "СК-228/03"):
        assert text in page
    vpr = AssessmentWork.objects.get(title="ВПР")
    assert "Спорит" not in client.get(LIST + "?half=2").content.decode()
    assert client.post(reverse("assessments_remove", args=[vpr.pk]), {"reason": ""}).status_code == 302
    assert client.post(reverse("assessments_publish"), {"half": "1", "act": "publish"}).status_code == 302
    assert AssessmentWork.objects.get().state == WorkState.PLANNED
    assert client.post(reverse("assessments_publish"), {"half": "1", "act": "drop"}).status_code == 422
    week = client.get(LIST + "?week=2026-12-02").content.decode()
    assert "ср 2.12" in week
    assert "к/р (2)" in week


def test_the_schedule_is_taken_away_as_a_workbook_and_on_paper(client, s, tmp_path):
    make.make_assessment(s.course, DAY, 2, title="Контрольная № 1")
    make.make_assessment(s.course, date(2026, 12, 9), 2, title="Черновик", state=WorkState.DRAFT)
    make.sign_in(client, s.teacher)
    kept = tmp_path / "works.xlsx"
    kept.write_bytes(client.get(LIST + "?format=xlsx").content)
    book = CalamineWorkbook.from_path(str(kept))
    rows = book.get_sheet_by_name("График").to_python()
    assert rows[1][:6] == [DAY, "среда", "7А", "Алгебра", "Контрольная работа", "Контрольная № 1"]
    assert "Между" not in str(book.get_sheet_by_name("Нормы").to_python()[0])
    assert len(book.get_sheet_by_name("Нормы").to_python()) == 2
    paper = PdfReader(BytesIO(client.get(LIST + "?format=pdf").content))
    text = "".join(page.extract_text() for page in paper.pages)
    assert "Контрольная № 1" in text
    assert "02.12.2026" in text
    assert "Черновик" not in text


@pytest.mark.req("ACC-03")
def test_who_opens_which_of_its_pages(client, s):
    work = make.make_assessment(s.course, DAY, 2, level="school")
    one, change = reverse("assessments_work", args=[work.pk]), reverse("assessments_remove", args=[work.pk])
    acts = [reverse(f"assessments_{name}") for name in ("propose", "publish")]
    assert client.get(LIST).status_code == 302
    elsewhere = scene(1)
    for card in (s.student, make.make_officer(s.school, Role.PERSONNEL)):
        make.sign_in(client, card)
        assert {client.get(address).status_code for address in (LIST, one, *acts)} == {404}
    for card in (elsewhere.teacher, make.make_officer(elsewhere.school, Role.DEPUTY)):
        make.sign_in(client, card)
        assert client.get(one).status_code == 404
        assert client.post(change, {"reason": "Так"}).status_code == 404
    for card in (s.teacher, s.tutor):
        make.sign_in(client, card)
        page = client.get(one).content.decode()
        assert "Алгебра" in page
        assert "Сохранить" not in page  # given by the school
        assert {client.get(address).status_code for address in acts} == {404}
    make.sign_in(client, s.tutor)
    assert client.get(reverse("assessments_new")).status_code == 404
    assert client.post(change, {"reason": "Так"}).status_code == 422
    make.sign_in(client, s.teacher)
    assert client.post(change, {"reason": "Так"}).status_code == 422
    own = {"where": f"c{s.class_group.pk}", "subject": str(s.course.subject_id), "date": "2026-12-02", "minutes": "45"}
    own |= {"level": "teacher", "kind": "control"}
    assert client.post(reverse("assessments_new"), {**own, "level": "federal"}).status_code == 422
    assert client.post(reverse("assessments_new"), {**own, "reason": "Так вышло"}).status_code == 302


@pytest.mark.parametrize("classes", [1, 3, 30])
def test_the_page_takes_eight_queries_for_any_number_of_classes(client, s, classes, django_assert_num_queries):
    make.make_assessment(s.course, DAY)
    for number in range(1, classes):
        course = make.make_course(make.make_class(s.school, f"{5 + number % 5}-{number}"), "Алгебра")
        make.make_assessment(course, DAY)
    make.sign_in(client, make.make_officer(s.school, Role.DEPUTY))
    client.get(LIST)
    with django_assert_num_queries(8):
        client.get(LIST)


def test_the_norms_of_the_school_are_seen_and_set(client, s):
    make.sign_in(client, make.make_officer(s.school))
    page = client.get(reverse("office_norms")).content.decode()
    for text in ("СК-228/03", "по тексту норм", "по памяти практики", "17 дней"):
        assert text in page
    address = reverse("office_norms_edit", args=["days_between"])
    assert send(client, address, {"value": "много"}).status_code == 422
    assert send(client, address, {"value": "14"}).status_code == 302
    assert send(client, reverse("office_norms_edit", args=["share"]), {"is_on": None}).status_code == 302
    page = client.get(reverse("office_norms")).content.decode()
    assert "14 дней" in page
    assert "отключена" in page
    assert client.get(reverse("office_norms_edit", args=["nothing"])).status_code == 404
    make.sign_in(client, make.make_officer(s.school, Role.DIRECTOR))
    assert client.get(reverse("office_norms")).status_code == 200
    make.sign_in(client, s.teacher)
    assert {client.get(one).status_code for one in (address, reverse("office_norms"))} == {404}
