"""Every address × every role × own, foreign, absent and impossible ids × methods: no crash, no leak, nothing kept.

In `make test` a seeded part; `make crawl` (LETOPIS_CRAWL=whole) takes all.
"""

import os
import random
from collections.abc import Iterator
from itertools import product
from zlib import crc32

import pytest
from django.db import transaction
from django.test import Client

from tests.crawl.checks import faults
from tests.crawl.routes import CLOSED, Route, routes
from tests.crawl.scene import MODELS, WORDS, WRONG_IDS, Scene, Visitor

WHOLE = os.environ.get("LETOPIS_CRAWL") == "whole"
SEED = 8
SOME = 400
MULTIPART = "multipart/form-data"
QUERIES = ("search=%00", "page=" + "9" * 5000, "day=0001-01-01", "grade=" + "9" * 30, "class=%D9%A3", "format=xlsx")
QUERY_ROUTES = 1 if not WHOLE else len(QUERIES)

pytestmark = [pytest.mark.django_db, pytest.mark.req("ACC-01", "ACC-03", "DIA-02")]


def addresses(scene: Scene, route: Route) -> Iterator[str]:
    """The route with its own rows, with the foreign school's, and with ids that name nothing."""
    choices = []
    for parameter in route.parameters:
        if parameter in WORDS:
            choices.append(list(WORDS[parameter]))
        else:
            own, foreign = (scene.ids(route.name, parameter, school) for school in (scene.own, scene.foreign))
            choices.append([*own, *foreign, *WRONG_IDS])
    # All pairs of an address of two would be hundreds: each value once beside the first of the others.
    first = [values[0] for values in choices]
    # In this order, no id twice: whoever takes only the beginning gets the pages that there are.
    seen = {tuple(first): None}
    for place, values in enumerate(choices):
        seen |= {(*first[:place], value, *first[place + 1 :]): None for value in values}
    for chosen in seen:
        yield route.filled(dict(zip(route.parameters, chosen, strict=True)))


def part(rows: list[tuple[Visitor, str]]) -> list[tuple[Visitor, str]]:
    """All of it in the whole crawl, else a seeded part."""
    return rows if WHOLE else random.Random(SEED).sample(rows, min(SOME, len(rows)))


def everything(scene: Scene) -> list[tuple[Visitor, str]]:
    found = [address for route in [*routes(), *CLOSED] for address in addresses(scene, route)]
    return list(product(scene.visitors, found))


class Browsers:
    """One browser a visitor, as it was before each request; signed in before any request is taken back."""

    def __init__(self, scene: Scene, **options: object) -> None:
        self._clients = {visitor.label: visitor.client(**options) for visitor in scene.visitors}
        self._cookies = {label: client.cookies.copy() for label, client in self._clients.items()}

    def of(self, visitor: Visitor) -> Client:
        client = self._clients[visitor.label]
        client.cookies = self._cookies[visitor.label].copy()
        return client


def told(wrong: dict[str, list[str]]) -> str:
    """What was found, one line an answer."""
    lines = (f"{asked}: {'; '.join(found)}" for asked, found in wrong.items())
    return "\n".join([f"{len(wrong)} wrong answers", *lines])


def test_every_parameter_of_an_address_is_known() -> None:
    """A new one says here which rows it names, or it would be crawled with nothing."""
    wanted = {(route.name, parameter) for route in routes() for parameter in route.parameters}
    unknown = {
        (name, parameter)
        for name, parameter in wanted
        if not ({parameter, f"{name}.{parameter}"} & set(MODELS) or parameter in WORDS)
    }
    assert unknown == set()


def test_everybody_has_come_in(scene: Scene) -> None:
    """A crawl of nothing but sign-in pages would find nothing wrong."""
    browsers = Browsers(scene)
    came = {visitor.label: browsers.of(visitor).get("/", follow=True) for visitor in scene.visitors}
    assert {label for label, page in came.items() if "Вход" in page.content.decode()[:2000]} == {"stranger"}
    assert len(came) == 12


def test_pages_are_asked_for_by_everybody(scene: Scene) -> None:
    browsers = Browsers(scene)
    wrong: dict[str, list[str]] = {}
    for visitor, address in part(everything(scene)):
        with transaction.atomic():
            response = browsers.of(visitor).get(address)
            found = faults(visitor, address, response)
            transaction.set_rollback(True)
        if found:
            wrong[f"{visitor.label} {address[:90]}"] = found
    assert not wrong, told(wrong)


@pytest.mark.sqlite
def test_forms_are_sent_by_everybody(scene: Scene) -> None:
    """Without a token nothing is done; with one an empty form, a wrong body and a foreign method are answered."""
    bare, trusted = Browsers(scene, enforce_csrf_checks=True), Browsers(scene)
    wrong: dict[str, list[str]] = {}
    for visitor, address in part(everything(scene))[: None if WHOLE else SOME // 2]:
        for label, response in _sent(bare, trusted, visitor, address):
            if found := faults(visitor, address, response):
                wrong[f"{label} {visitor.label} {address[:90]}"] = found
            if label == "no token" and response.status_code not in {302, 400, 401, 403, 404, 405, 429}:
                wrong[f"{label} {visitor.label} {address[:90]}"] = [str(response.status_code)]
    assert not wrong, told(wrong)


def _sent(bare: Browsers, trusted: Browsers, visitor: Visitor, address: str):
    page = trusted.of
    kinds = {
        "no token": lambda: bare.of(visitor).post(address),
        "empty": lambda: page(visitor).post(address),
        "json": lambda: page(visitor).post(address, "[" * 5000, content_type="application/json"),
        "multipart": lambda: page(visitor).post(address, b"--x\r\nno", content_type=f"{MULTIPART}; boundary=y"),
        "no boundary": lambda: page(visitor).post(address, b"x", content_type=MULTIPART),
        "put": lambda: page(visitor).put(address),
    }
    for label, send in kinds.items():
        if not WHOLE and label in {"multipart", "no boundary", "put"} and crc32(address.encode()) % 5:
            continue
        with transaction.atomic():
            yield label, send()
            transaction.set_rollback(True)


def test_whatever_is_asked_in_an_address_is_answered(scene: Scene) -> None:
    browsers = Browsers(scene)
    asked = [address for route in routes() for address in list(addresses(scene, route))[:1]]
    wrong: dict[str, list[str]] = {}
    for visitor, address in part(list(product(scene.visitors, asked))):
        for query in random.Random(f"{visitor.label}{address}").sample(QUERIES, QUERY_ROUTES):
            with transaction.atomic():
                response = browsers.of(visitor).get(f"{address}?{query}")
                found = faults(visitor, address, response)
                transaction.set_rollback(True)
            if found:
                wrong[f"{visitor.label} {address}?{query[:40]}"] = found
    assert not wrong, told(wrong)
