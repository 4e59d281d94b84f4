"""No page offers what does not exist for the one who looks at it: every link of the first pages of a role opens."""

import re

import pytest
from django.test import Client

from letopis.kernel.rights import Right
from letopis.kernel.roles import Role
from letopis.school.access.rights import holders
from tests import factories as make
from tests.factories import sign_in

LINK = re.compile(r'href="(/[^"#]*)"')


def links_on(client: Client, path: str) -> set[str]:
    page = client.get(path).content.decode()
    return {link.replace("&amp;", "&") for link in LINK.findall(page) if not link.startswith(("/static/", "/account/"))}


@pytest.mark.sqlite
@pytest.mark.django_db
@pytest.mark.req("ACC-01")
@pytest.mark.parametrize("role", sorted(holders(Right.READ_SCHOOL)))
def test_every_link_of_the_first_pages_opens(client: Client, role: Role) -> None:
    class_group = make.make_class(make.make_school())
    make.make_student(class_group)
    make.make_course(class_group, teacher=make.make_staff(class_group.school))
    sign_in(client, make.make_officer(class_group.school, role))
    start = client.get("/").headers["location"]
    sections = links_on(client, start)
    assert sections

    for path in some_of_a_kind(sections | {link for section in sections for link in links_on(client, section)}):
        assert client.get(path).status_code in {200, 302}, path


def some_of_a_kind(links: set[str], most: int = 12) -> list[str]:
    """The first and the last links of each kind of address: a calendar has one for every day of a year."""
    kinds: dict[str, list[str]] = {}
    for link in sorted(links):
        kinds.setdefault(re.sub(r"\d+", "N", link), []).append(link)
    return [link for kind in kinds.values() for link in dict.fromkeys(kind[: most // 2] + kind[-most // 2 :])]


@pytest.mark.django_db
def test_somebody_asked_for_the_password_again_is_not_sent_to_a_page_that_is_closed(client: Client) -> None:
    staff = make.make_staff(make.make_school())
    make.make_course(make.make_class(staff.school), teacher=staff)
    account = make.account_of(staff.person)
    account.set_password("сосна-облако-5518")
    account.save()
    page = sign_in(client, staff).get("/account/reauthenticate/?next=/account/2fa/totp/activate/").content.decode()

    assert "password/reset" not in page
    assert "Забытый пароль заменит" in page
