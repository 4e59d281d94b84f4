"""Every page of every role in a browser: axe finds nothing, light and dark, it fits, is headed, complains of nothing.

Desktop is a school's screen of 1366×768; pages used on phones are looked at in a phone's size as well.
"""

from collections.abc import Callable, Collection, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from letopis.demo.building import Built
from tests.e2e import checks
from tests.e2e.pages import LEFT_OUT, PAGES, PageOf, address_of, landmarks, names_of_addresses, person_of

Visitor = Callable[..., BrowserContext]
# Walked by a worker each: all in one is the longest test there is.
HALVES = {"office": ("office",), "others": tuple(part for part in PAGES if part != "office")}


def test_every_address_is_on_the_list_or_left_out_for_a_reason() -> None:
    listed = {page.name for part in PAGES.values() for page in part}

    assert names_of_addresses() == listed | LEFT_OUT.keys()
    assert listed & LEFT_OUT.keys() == set()


@pytest.mark.parametrize("half", HALVES)
def test_pages_are_in_order(visitor: Visitor, demo_school: Built, half: str) -> None:
    """One school and one visit of a page find everything: it is the building and the loading that cost."""
    found = []
    for page_of, page, watch in walk(visitor, demo_school, parts=HALVES[half]):
        wrong = [f"answered {watch.status}"] if watch.status != page_of.status else []
        wrong += [*checks.head(page), *checks.motion(page), *checks.accessibility(page)]
        wrong += [*checks.widths(page), *checks.styled(page), *watch.take()]
        found += [f"{page_of}: {one}" for one in wrong]
    assert not found, "\n".join(found)


def test_pages_used_on_phones_are_in_order_there(visitor: Visitor, demo_school: Built) -> None:
    found = []
    for page_of, page, watch in walk(visitor, demo_school, phone=True):
        wrong = [*checks.accessibility_in_dark(page), *checks.fits(page), *checks.chosen(page), *watch.take()]
        found += [f"{page_of}: {one}" for one in wrong]
    assert not found, "\n".join(found)


def walk(
    visitor: Visitor, demo_school: Built, *, phone: bool = False, parts: Collection[str] = tuple(PAGES)
) -> Iterator[tuple[PageOf, Page, checks.Watch]]:
    """Open the pages one after another, each login and role in a browser of its own."""
    marks = landmarks(demo_school)
    pages = [page_of for part in parts for page_of in PAGES[part] if page_of.phone or not phone]
    for login, role in dict.fromkeys((page_of.login, page_of.role) for page_of in pages):
        card = person_of(demo_school, login) if login else None
        page = checks.equip(visitor(card, role=role, phone=phone, reduced_motion=True).new_page())
        watch = checks.Watch(page)
        for page_of in pages:
            if (page_of.login, page_of.role) == (login, role):
                page.goto(address_of(page_of, marks))
                yield page_of, page, watch
        page.context.close()
