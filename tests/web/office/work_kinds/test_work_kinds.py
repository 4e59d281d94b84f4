"""The office's page of kinds of work."""

import pytest
from django.test import Client

from letopis.kernel.roles import Role
from letopis.school.marks.models import WorkKind
from letopis.school.organisation.models import School
from tests import factories as make
from tests.sending import send

pytestmark = pytest.mark.django_db
FORM = {"name": "Коллоквиум", "short_name": "колл", "weight": "2,5", "is_written": "on", "is_active": "on"}


@pytest.mark.req("ORG-03")
def test_operator_takes_the_usual_list_and_edits_it(school: School, client: Client) -> None:
    make.sign_in(client, make.make_officer(school))
    assert "Видов работ ещё нет" in client.get("/office/work-kinds/").content.decode()
    client.post("/office/work-kinds/default/")
    assert "Контрольная работа" in client.get("/office/work-kinds/").content.decode()
    response = client.post("/office/work-kinds/new/", FORM, follow=True)
    assert "Вид работы «Коллоквиум» записан" in response.content.decode()
    kind = WorkKind.objects.get(name="Коллоквиум")
    assert str(kind.weight) == "2.50"
    send(client, f"/office/work-kinds/{kind.pk}/", {**FORM, "weight": "3"})
    kind.refresh_from_db()
    assert kind.weight == 3
    send(client, f"/office/work-kinds/{kind.pk}/", {**FORM, "weight": "10"})
    assert 'value="10"' in client.get(f"/office/work-kinds/{kind.pk}/").content.decode()


def test_refusals_stand_at_their_field(school: School, client: Client) -> None:
    make.sign_in(client, make.make_officer(school))
    make.make_work_kind(school)
    page = client.post("/office/work-kinds/new/", {**FORM, "name": "ответ на уроке"}).content.decode()
    assert "уже есть" in page
    assert client.post("/office/work-kinds/new/", {**FORM, "weight": "11"}).status_code == 422
    assert WorkKind.objects.count() == 1


def test_list_is_taken_away_as_xlsx(school: School, client: Client) -> None:
    make.sign_in(client, make.make_officer(school))
    make.make_work_kind(school)
    assert client.get("/office/work-kinds/?format=xlsx").content[:2] == b"PK"


@pytest.mark.parametrize(
    ("role", "read", "write"),
    [(Role.OPERATOR, 200, 200), (Role.DEPUTY, 200, 404), (Role.DISPATCHER, 404, 404), (Role.PERSONNEL, 404, 404)],
)
def test_who_sees_and_who_edits(school: School, client: Client, role: Role, read: int, write: int) -> None:
    make.sign_in(client, make.make_officer(school, role))
    kind = make.make_work_kind(school)
    assert client.get("/office/work-kinds/").status_code == read
    assert client.get(f"/office/work-kinds/{kind.pk}/").status_code == write
    assert client.get("/office/work-kinds/new/").status_code == write


def test_kind_of_another_school_does_not_exist(school: School, client: Client) -> None:
    make.sign_in(client, make.make_officer(school))
    kind = make.make_work_kind(make.make_school())
    assert client.get(f"/office/work-kinds/{kind.pk}/").status_code == 404
