"""Two operators sign one order at one moment, each on a connection of their own; a form sent again by «Назад»."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from letopis.kernel.actor import Actor
from letopis.kernel.roles import Role
from letopis.school.classes.actions import LineDraft, draft_order
from letopis.school.classes.enums import OrderKind
from letopis.school.classes.models import Membership, Order
from letopis.school.history.models import Entry
from tests.factories import TODAY, make_class, make_officer, make_school, make_students, sign_in
from tests.sending import fields

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("CON-02")]


def test_an_order_is_signed_once_whoever_presses() -> None:
    school = make_school()
    seven, other = make_class(school, "7А"), make_class(school, "7Б")
    pupils = make_students(seven, 3)
    lines = [LineDraft(one.pk, other.pk) for one in pupils]
    order = draft_order(Actor.system(school.pk), kind=OrderKind.TRANSFER, lines=lines, effective_on=TODAY)
    browsers = [sign_in(Client(), make_officer(school, role)) for role in (Role.OPERATOR, Role.STUDY_OFFICE)]
    page, address = reverse("office_order", args=[order.pk]), reverse("office_order_sign", args=[order.pk])
    forms = [fields(browser.get(page).content.decode(), address, 0) for browser in browsers]
    start = threading.Barrier(2)

    def sign(number: int) -> tuple[int, str]:
        start.wait(120)
        try:
            answer = browsers[number].post(address, {**forms[number], "number": f"{number}-у"})
            return answer.status_code, answer.content.decode()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(sign, range(2)))
    assert sorted(code for code, _ in answers) == [302, 422]
    winner = next(number for number, (code, _) in enumerate(answers) if code == 302)
    assert f"Приказ № {winner}-у уже подписан" in answers[1 - winner][1].replace("\u00a0", " ")
    assert Order.objects.get().number == f"{winner}-у"
    stays = Membership.objects.filter(class_group=other).values_list("student", "starts_on")
    assert sorted(stays) == [(one.pk, TODAY) for one in pupils]

    # «Назад» and the same form once more: nothing is written.
    entries = Entry.objects.count()
    for number in (winner, 1 - winner):
        again = browsers[number].post(address, {**forms[number], "number": f"{number}-у"}, follow=True)
        assert "Подписан" in again.content.decode() or "уже подписан" in again.content.decode()
    assert (Membership.objects.count(), Entry.objects.count()) == (6, entries)
