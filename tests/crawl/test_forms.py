"""Every form of every page in every role, each of its fields with what nobody should type: answered, never a crash."""

import random
from collections.abc import Iterator
from itertools import product

import pytest
from django.db import transaction

from letopis.kernel.roles import Role
from letopis.school.timetable.models import Lesson
from tests.crawl import foreign
from tests.crawl.checks import body_of, faults
from tests.crawl.forms import NASTY, Form, forms_of
from tests.crawl.routes import routes
from tests.crawl.scene import TODAY, Scene, Visitor
from tests.crawl.test_crawl import SEED, WHOLE, Browsers, addresses, told

pytestmark = [pytest.mark.django_db, pytest.mark.req("ACC-01", "ORG-03")]

# In `make test`: pages looked at for forms, and how many of what they give is sent.
PAGES, SENT = 310, 200
# Sent without end, these would only sign the crawler out.
LEFT = ("/account/logout/", "/account/role/", "/account/theme/")


def forms_of_everybody(scene: Scene, browsers: Browsers) -> Iterator[tuple[Visitor, Form]]:
    """Each form once: the first role that is shown it, by its address and fields."""
    seen = set()
    pages = [address for route in routes() for address in list(addresses(scene, route))[:2]]
    asked = list(product(scene.visitors, pages))
    for visitor, address in asked if WHOLE else random.Random(SEED).sample(asked, PAGES):
        with transaction.atomic():
            response = browsers.of(visitor).get(address)
            page = body_of(response) if response.status_code == 200 else ""
            transaction.set_rollback(True)
        for form in forms_of(page, address):
            kind = (form.action, form.method, tuple(sorted(form.fields)))
            if kind not in seen and not form.action.startswith(LEFT):
                seen.add(kind)
                yield visitor, form


def spoiled(form: Form) -> Iterator[dict[str, list[str]]]:
    """The form's fields, one of them after the other with each nasty value; and without it."""
    for name in form.fields:
        if name == "csrfmiddlewaretoken":
            continue
        yield {other: values for other, values in form.fields.items() if other != name}
        for nasty in NASTY:
            yield {**form.fields, name: [nasty]}


@pytest.fixture(scope="module")
def kept() -> list[tuple[Visitor, Form]]:
    """What the first test of the module has found."""
    return []


@pytest.fixture
def found(scene: Scene, kept: list[tuple[Visitor, Form]]) -> list[tuple[Visitor, Form]]:
    """The forms, looked for once, in the settings that tests have: those of a module's fixture are the product's."""
    if not kept:
        kept.extend(forms_of_everybody(scene, Browsers(scene)))
    return kept


def test_every_field_of_every_form_takes_anything(scene: Scene, found: list[tuple[Visitor, Form]]) -> None:
    browsers = Browsers(scene)
    sent = [(visitor, form, data) for visitor, form in found for data in spoiled(form)]
    assert len(sent) > (5000 if WHOLE else 500)
    wrong: dict[str, list[str]] = {}
    for visitor, form, data in sent if WHOLE else random.Random(SEED).sample(sent, SENT):
        client = browsers.of(visitor)
        with transaction.atomic():
            send = client.post if form.method == "post" else client.get
            response = send(form.action.partition("?")[0], _encodable(data))
            if amiss := faults(visitor, form.action, response):
                wrong[f"{visitor.label} {form.method} {form.action} {_differs(form, data)}"] = amiss
            transaction.set_rollback(True)
    assert not wrong, told(wrong)


@pytest.mark.sqlite
def test_no_field_takes_a_row_of_another_school(scene: Scene, found: list[tuple[Visitor, Form]]) -> None:
    """In values, in names of fields, in lists of ids: nothing of the other school is written, shown or pointed at."""
    sent = [(*one, *with_) for one in found if one[1].method == "post" for with_ in foreign.with_foreign_rows(one[1])]
    assert len(sent) > (300 if WHOLE else 10)  # of the pages that the seed has drawn
    wrong: dict[str, list[str]] = {}
    with transaction.atomic():
        foreign.renumber(scene.foreign)
        assert foreign.mixed(scene.own) == []
        browsers = Browsers(scene)
        for visitor, form, field, data in sent:
            with transaction.atomic(), foreign.watched() as written:
                response = browsers.of(visitor).post(form.action.partition("?")[0], data)
                if amiss := faults(visitor, form.action, response) + written + foreign.mixed(scene.own):
                    wrong[f"{visitor.label} {form.action} {field}"] = amiss
                transaction.set_rollback(True)
        transaction.set_rollback(True)
    assert not wrong, told(wrong)


@pytest.mark.sqlite
def test_no_operation_takes_a_row_of_another_school(scene: Scene) -> None:
    """What the journal's screens send: of the ids of an operation one is the other school's, the rest are right."""
    teacher = next(one for one in scene.visitors if one.label == Role.TEACHER)
    assert teacher.held is not None
    own = Lesson.objects.filter(school=scene.own, course__teachers__staff=teacher.held.actor.staff_id, date=TODAY)
    lesson = own.filter(works__isnull=False).order_by("pk")[0]
    student_id = lesson.course.class_group.memberships.values_list("student_id", flat=True)[0]
    refused, wrong = 0, {}
    with transaction.atomic():
        foreign.renumber(scene.foreign)
        browsers = Browsers(scene)
        for named, operation in foreign.operations(lesson, student_id):
            for visitor in scene.visitors:
                with transaction.atomic(), foreign.watched() as written:
                    sent = {"operations": [operation]}
                    response = browsers.of(visitor).post("/journal/operations", sent, content_type="application/json")
                    amiss = faults(visitor, "/journal/operations", response) + written + foreign.mixed(scene.own)
                    if response.status_code == 200:
                        status = response.json()["answers"][0]["status"]
                        refused += status == "refused"
                        amiss += [] if status == "refused" else [status]
                    if amiss:
                        wrong[f"{visitor.label} {named}"] = amiss
                    transaction.set_rollback(True)
        transaction.set_rollback(True)
    assert not wrong, told(wrong)
    assert refused > 100


def _encodable(data: dict[str, list[str]]) -> dict[str, list[str]]:
    """A browser sends the replacement sign where a text has half a pair."""
    return {name: [value.encode("utf-8", "replace").decode() for value in values] for name, values in data.items()}


def _differs(form: Form, data: dict[str, list[str]]) -> str:
    changed = {name: values for name, values in data.items() if form.fields.get(name) != values}
    return str(changed)[:120] if changed else f"without {set(form.fields) - set(data)}"
