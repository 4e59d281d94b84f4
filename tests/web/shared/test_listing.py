"""Lists from one declaration: sorted by the head, filters and order kept in the address, page and workbook alike."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from letopis.kernel.rights import Right
from letopis.kernel.roles import Role
from letopis.school.access.models import RightOverride
from letopis.school.classes.models import ClassGroup
from letopis.school.organisation.models import School
from letopis.web.shared.listing import ListColumn, Listing
from letopis.web.shared.listing_page import table
from tests import factories as make
from tests.factories import sign_in

pytestmark = pytest.mark.django_db

LISTS = [
    ("office_people", "kind=students"),
    ("office_people", "kind=guardians"),
    ("office_people", "kind=staff"),
    ("office_accounts", ""),
    ("office_classes", ""),
    ("office_load", ""),
    ("office_curriculum_subjects", ""),
    ("office_rooms", ""),
    ("office_work_kinds", ""),
]
PRIVATE = {
    "kind=students": ["Дата рождения", "Телефон"],
    "kind=guardians": ["Телефон", "Почта"],
    "kind=staff": ["Телефон"],
}


@pytest.fixture
def school(db: None) -> School:
    made = make.make_school()
    for name, surname in (("10А", "Юдин"), ("7А", "Абрамов"), ("7Б", "Ёжиков")):
        teacher = make.make_staff(made, f"{surname} Пётр Ильич", position=f"Учитель {name}")
        group = make.make_class(made, name, tutor=teacher)
        student = make.make_student(group, f"{surname} Лев Ильич")
        make.make_guardian(student, full_name=f"{surname} Илья Львович")
        make.make_course(group, f"Предмет {name}", teacher=teacher)
        make.make_room(
            made, {"10А": "С1", "7А": "10", "7Б": "9"}[name], capacity={"10А": 5, "7А": None, "7Б": 30}[name]
        )
    make.make_work_kind(made)
    return made


@pytest.fixture
def operator(client: Client, school: School) -> Client:
    return sign_in(client, make.make_officer(school))


def heads(page: str) -> list[str]:
    """The heads of the table, as read."""
    table = page[page.index("<thead>") : page.index("</thead>")]
    return [re.sub(r"<[^>]*>", "", cell).strip() for cell in re.findall(r"(?s)<th.*?</th>", table)]


def column(page: str, number: int) -> list[str]:
    """The cells of a column, as read."""
    body = page[page.index("<tbody>") : page.index("</tbody>")]
    rows = re.findall(r"(?s)<tr.*?</tr>", body)
    cells = [re.findall(r"(?s)<t[hd].*?</t[hd]>", row)[number] for row in rows]
    return [re.sub(r"<[^>]*>", "", cell).strip() for cell in cells]


def sheet(client: Client, address: str) -> list[list[Any]]:
    answer = client.get(f"{address}{'&' if '?' in address else '?'}format=xlsx")
    return CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def address(name: str, query: str) -> str:
    return reverse(name) + (f"?{query}" if query else "")


@pytest.mark.parametrize(("name", "query"), [*LISTS, ("plans", "")])
def test_every_column_that_sorts_says_so_and_does(operator: Client, name: str, query: str) -> None:
    page = operator.get(address(name, query)).content.decode()
    links = re.findall(r'class="sort" href="\?([^"]*)"', page)
    assert links, "a list is sorted by its heads"
    assert page.count('aria-sort="none"') == len(links)
    for link in links:
        up = operator.get(f"{reverse(name)}?{link.replace('&amp;', '&')}").content.decode()
        assert up.count('aria-sort="ascending"') == 1
        assert query in link.replace("&amp;", "&")
        down = re.search(r'aria-sort="ascending">\s*<a class="sort" href="\?([^"]*)"', up)
        assert down, link
        assert "sort=-" in down[1]
        assert (
            'aria-sort="descending"'
            in operator.get(f"{reverse(name)}?{down[1]}".replace("&amp;", "&")).content.decode()
        )


@pytest.mark.parametrize(("name", "query"), LISTS)
def test_the_workbook_has_the_columns_of_the_page(operator: Client, name: str, query: str) -> None:
    """All of the page, in its order; what the page shows inside another column stands apart in the workbook."""
    shown = [one for one in heads(operator.get(address(name, query)).content.decode()) if one]
    taken = [str(one) for one in sheet(operator, address(name, query))[0]]
    apart = {"Подгруппа", "Карточка", "Листок по", "Почта"} - set(shown)
    assert [one for one in taken if one not in apart] == shown


@pytest.mark.req("ACC-10")
@pytest.mark.parametrize("query", PRIVATE)
@pytest.mark.parametrize(
    ("role", "reads"), [(Role.OPERATOR, True), (Role.DISPATCHER, False), (Role.METHODOLOGIST, False)]
)
def test_what_a_role_may_not_read_has_no_column(
    client: Client, school: School, query: str, role: Role, reads: bool
) -> None:
    sign_in(client, make.make_officer(school, role))
    shown = heads(client.get(address("office_people", query)).content.decode())
    taken = sheet(client, address("office_people", query))[0]
    for title in PRIVATE[query]:
        assert (title in shown, title in taken) == (reads, reads)
    assert "Почта" not in taken or reads
    hidden = client.get(address("office_people", f"{query}&sort=birth_date")).content.decode()
    assert ("ascending" in hidden) == (reads and query == "kind=students"), "no order gives away what is not shown"


@pytest.mark.req("ACC-02", "ACC-10")
def test_a_right_withdrawn_is_gone_from_the_list_at_once(operator: Client, school: School) -> None:
    """The page is kept by its look, and the look is of the rights."""
    students = f"{reverse('office_people')}?kind=students"

    def withdraw(right: Right) -> str:
        RightOverride.objects.create(school=school, right=right.value, role=Role.OPERATOR, is_given=False)
        response = operator.get(students)
        return response.content.decode() if response.status_code == 200 else str(response.status_code)

    before = operator.get(students).content.decode()
    assert "Телефон" in before
    assert reverse("office_student_new") in before
    assert "Телефон" not in withdraw(Right.READ_PRIVATE)
    assert reverse("office_student_new") not in withdraw(Right.KEEP_STUDENTS)
    assert "Абрамов Лев" not in withdraw(Right.READ_STUDENTS)
    assert withdraw(Right.READ_STAFF) == "404"


@pytest.mark.req("ACC-10")
@pytest.mark.parametrize(
    ("role", "reads"), [(Role.OPERATOR, True), (Role.DISPATCHER, False), (Role.METHODOLOGIST, False)]
)
def test_the_workbook_of_a_class_has_names_alone_for_who_reads_no_more(
    client: Client, school: School, role: Role, reads: bool
) -> None:
    sign_in(client, make.make_officer(school, role))
    group = ClassGroup.objects.get(school=school, name="7А")
    head, first = sheet(client, reverse("office_class", args=[group.pk]))
    assert head == ["№", "Фамилия, имя, отчество", *(["Дата рождения", "Телефон"] if reads else []), "Родители"]
    assert first[:2] == [1, "Абрамов Лев Ильич"]
    assert first[-1].startswith("Абрамов Илья Львович (мать)")


def test_numbers_names_and_empty_cells_have_their_order(operator: Client) -> None:
    rooms = reverse("office_rooms")
    assert column(operator.get(f"{rooms}?sort=number").content.decode(), 0) == ["9", "10", "С1"]
    assert column(operator.get(f"{rooms}?sort=capacity").content.decode(), 2) == ["5", "30", "–"]
    assert column(operator.get(f"{rooms}?sort=-capacity").content.decode(), 2) == ["30", "5", "–"]
    assert column(operator.get(f"{reverse('office_classes')}?sort=-name").content.decode(), 0) == ["10А", "7Б", "7А"]
    staff = operator.get(f"{reverse('office_people')}?kind=staff&sort=name&text=пётр").content.decode()
    assert [name.split()[0] for name in column(staff, 0)] == ["Абрамов", "Ёжиков", "Юдин"]
    assert [
        row[0].split()[0] for row in sheet(operator, f"{reverse('office_people')}?kind=staff&sort=-name&text=пётр")[1:]
    ] == [
        "Юдин",
        "Ёжиков",
        "Абрамов",
    ]


@pytest.mark.parametrize(
    "wrong", ["sort=nothing", "sort=-", "sort=parents", "sort=name&sort=phone", "page=x", "class=x"]
)
def test_what_the_address_may_say_is_no_error(operator: Client, wrong: str) -> None:
    assert operator.get(f"{reverse('office_people')}?kind=students&{wrong}").status_code == 200


def test_filters_order_and_pages_are_kept_together(operator: Client, school: School) -> None:
    group = ClassGroup.objects.filter(school=school).first()
    make.make_students(group, 60)
    asked = f"kind=students&class={group.pk}&sort=-name"
    page = operator.get(f"{reverse('office_people')}?{asked}").content.decode().replace("&amp;", "&")
    assert f"?{asked}&page=2" in page
    assert f"?{asked}&format=xlsx" in page
    assert '<input type="hidden" name="sort" value="-name">' in page
    assert f'<option value="{group.pk}" selected>' in page
    second = operator.get(f"{reverse('office_people')}?{asked}&page=2").content.decode().replace("&amp;", "&")
    assert "51–61 из 61" in second
    assert len(column(second, 0)) == 11
    assert not set(column(page, 0)) & set(column(second, 0))
    for beyond in ("3", "999999999999999999"):
        last = operator.get(f"{reverse('office_people')}?{asked}&page={beyond}").content.decode()
        assert column(last, 0) == column(second, 0), "after the last page is the last"
    assert "51–61" not in operator.get(f"{reverse('office_people')}?{asked}&page=0").content.decode()
    assert "sort=name" in second, "the other way round begins at the first page"
    assert "sort=name&page" not in second


@pytest.mark.parametrize("number", [1, 3, 30])
def test_sorting_asks_no_more(
    operator: Client, school: School, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(number):
        make.make_account(make.make_staff(school).person)
        make.make_room(school)
    with django_assert_num_queries(7):
        operator.get(f"{reverse('office_accounts')}?sort=-login")
    with django_assert_num_queries(3):
        operator.get(f"{reverse('office_people')}?kind=staff&sort=-position")
    with django_assert_num_queries(2):
        operator.get(f"{reverse('office_rooms')}?sort=-capacity")


def test_a_cell_of_the_workbook_is_what_it_is(operator: Client) -> None:
    rows = sheet(operator, f"{reverse('office_rooms')}?sort=number")
    assert [row[0] for row in rows[1:]] == [9, 10, "С1"]
    assert [row[2] for row in rows[1:]] == [30, "", 5]


def test_what_people_are_called_is_never_read_as_html(school: School, operator: Client) -> None:
    """The table and the choices are made as text, without a template that escapes."""
    nasty = '<script>alert("x")</script>'
    group = make.make_class(school, "<i>7&В")
    student = make.make_student(group, f"{nasty} Лев")
    make.make_guardian(student, full_name=f"{nasty} Илья")
    make.make_staff(school, f"{nasty} Пётр", position="<b>Учитель")
    make.make_course(group, f"{nasty} предмет")
    make.make_work_kind(school, "nasty", name=f"{nasty} работа")
    make.make_room(school, nasty[:20])
    asked = f"text={nasty}&sort=name&page={nasty}&more={nasty}"
    for query in ("kind=students", "kind=guardians", "kind=staff", f"kind=students&{asked}"):
        page = operator.get(f"{reverse('office_people')}?{query}").content.decode()
        assert nasty not in page
        assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;" in page
        assert "<i>7" not in page
        assert "<b>Учитель" not in page
    for name in ("office_accounts", "office_load", "office_classes", "office_work_kinds", "office_rooms", "plans"):
        page = operator.get(reverse(name)).content.decode()
        assert "<script>a" not in page
        assert ("&lt;script&gt;a" in page) or name == "office_classes"
    page = operator.get(f"{reverse('office_people')}?kind=students&class={group.pk}").content.decode()
    assert f'<option value="{group.pk}" selected>&lt;i&gt;7&amp;В</option>' in page


def test_a_cell_is_shown_as_a_template_shows_it() -> None:
    columns: list[ListColumn[Any]] = [
        ListColumn("n", "Имя", lambda row: row[0], css="nowrap", is_head=True, total="Всего"),
        ListColumn("v", "Число", lambda row: row[1], total=Decimal("2.5")),
    ]
    rows = [("а<б", Decimal("1.5")), ("в", None), ("г", date(2026, 11, 23))]
    listing = Listing(
        RequestFactory().get("/"), columns, rows, chosen=lambda row: row[0] == "в", css="people", stacks=True
    )
    made = table(listing)
    assert made.startswith('<table class="table people"><thead><tr><th scope="col" class="nowrap" aria-sort="none">')
    assert made.endswith(
        '<tbody><tr><th scope="row" class="nowrap">а&lt;б</th><td>1,5</td></tr>'
        '<tr aria-selected="true"><th scope="row" class="nowrap">в</th><td></td></tr>'
        '<tr><th scope="row" class="nowrap">г</th><td>23.11.2026</td></tr></tbody>'
        '<tfoot><tr><th scope="row" class="nowrap">Всего</th><td>2,5</td></tr></tfoot></table>'
    )
