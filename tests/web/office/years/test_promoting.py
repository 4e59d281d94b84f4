"""The page on which it is decided how each student goes on."""

import pytest
from django.urls import reverse

from letopis.kernel.roles import Role
from letopis.school.classes.models import Order
from letopis.school.years.actions import prepare_next_year
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.req("ORG-01", "CON-02")]


@pytest.fixture
def seven(school):
    group = make.make_class(school, "7А")
    officer = make.make_officer(school)
    prepare_next_year(make.actor_of(officer, Role.OPERATOR), year_id=group.year_id)
    return group


def test_the_operator_drafts_the_orders(client, school, seven):
    one, other = make.make_student(seven), make.make_student(seven)
    make.sign_in(client, make.make_officer(school))
    address = reverse("office_year_promotion")
    page = client.get(address).content.decode()
    assert other.person.full_name in page
    assert "в 8А" in page
    targets = {row.name: row.pk for row in seven.goes_on.class_to.year.classes.all()}
    sent = {f"to{seven.pk}": targets["8А"], f"again{seven.pk}": targets["7А"], f"s{one.pk}": "promote"}
    wrong = client.post(address, {**sent, f"s{other.pk}": "nothing"})
    assert (wrong.status_code, Order.objects.count()) == (422, 0)
    assert client.post(address, {**sent, f"s{other.pk}": "repeat"}).status_code == 302
    assert sorted(Order.objects.values_list("kind", "status")) == [("promote", "draft"), ("repeat", "draft")]
    assert "Уже в проектах приказов: 2" in client.get(address).content.decode()


def test_who_opens_it(client, school, seven):
    address = reverse("office_year_promotion")
    assert client.get(address).status_code == 302
    make.sign_in(client, make.make_officer(school, Role.DEPUTY))
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 404
    teacher = make.make_staff(school)
    make.make_course(seven, teacher=teacher)
    make.sign_in(client, teacher)
    assert client.get(address).status_code == 404
