"""Every reference book is one kind of list: searched, filtered, taken away, changed in place by who keeps it."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from letopis.kernel.roles import Role
from letopis.school.history.models import Entry
from letopis.school.organisation.models import Room
from tests import factories as make
from tests.factories import sign_in
from tests.sending import send

pytestmark = [pytest.mark.django_db, pytest.mark.req("ORG-03")]

# By the address of the list: what its two rows are called, what finds the first of them alone, the cells it changes.
LISTS = {
    "office_rooms": (("204", "305"), ("text=физ+204", "kind=лаборатория"), ("name", "capacity", "kind", "responsible")),
    "office_curriculum_subjects": (("Химия", "Музыка"), ("text=хим", "area=Науки"), ("short_name", "area")),
    "office_work_kinds": (("Тест", "Диктант"), ("text=те+тест", "state=control"), ("short_name", "weight")),
    "office_classes": (("7А", "8Б"), ("text=орлова", "grade=7", "text=7а"), ("profile", "shift", "room_id")),
    "office_positions": (("Логопед", "Учитель"), ("text=лого",), ("name",)),
    "office_people": (("Орлова", "Белов"), ("text=орл&kind=staff",), ("position", "phone", "subjects")),
}


@pytest.fixture
def school() -> Any:
    school = make.make_school()
    Room.objects.create(school=school, number="204", name="Физика", kind="лаборатория", sort_key="204")
    make.make_room(school, "305")
    chemistry = make.make_subject(school, "Химия")
    chemistry.area = "Науки"
    chemistry.save()
    make.make_subject(school, "Музыка")
    make.make_work_kind(school, "test", name="Тест", is_control=True)
    make.make_work_kind(school, "dictation", name="Диктант")
    make.make_class(school, "7А", tutor=make.make_staff(school, "Орлова Елена Викторовна"))
    make.make_class(school, "8Б")
    make.make_staff(school, "Белов Пётр Петрович", position="Логопед")
    make.make_staff(school, "Гордеев Пётр Петрович", position="Учитель")
    return school


def row(text: str, name: str) -> bool:
    """Whether a row of the table is headed by the name."""
    table = text.partition("<tbody>")[2].partition("</tbody>")[0]
    return any(f">{name}" in one.partition("</th>")[0] for one in table.split("<tr"))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_searched_filtered_and_changed_in_place(school: Any, name: str) -> None:
    (one, other), conditions, cells = LISTS[name]
    address, staff = reverse(name), "&kind=staff"
    office = sign_in(Client(), make.make_officer(school))
    shown = office.get(f"{address}?{staff}").content.decode()
    assert row(shown, one)
    assert row(shown, other)
    assert all(f'data-edit="{cell}"' in shown for cell in cells)
    assert "screens/cells.js" in shown
    for condition in conditions:
        found = office.get(f"{address}?{condition}").content.decode()
        assert (row(found, one), row(found, other)) == (True, False), condition
        book = office.get(f"{address}?{condition}&format=xlsx")
        assert book["Content-Type"].endswith("sheet")
    nobody = office.get(f"{address}?text=нетникого{staff}").content.decode()
    assert "нашлось" in nobody
    assert 'name="text"' in nobody
    reader = sign_in(Client(), make.make_officer(school, Role.DIRECTOR))
    assert "data-edit" not in reader.get(f"{address}?{staff}").content.decode()


def test_a_position_is_called_otherwise_on_every_card(school: Any) -> None:
    """Two become one; each card remembers; whoever only reads, and what no card names, finds no form."""
    gone = make.make_staff(school, position="учитель", dismissed_on=date(2026, 9, 30))
    office = sign_in(Client(), make.make_officer(school))
    address = reverse("office_position") + "?called=учитель"
    answer = send(office, address, {"name": " Учитель "}, follow=True)
    assert "Записано на 1\xa0карточке" in answer.content.decode()
    gone.refresh_from_db()
    assert gone.position == "Учитель"
    entry = Entry.objects.latest("pk")
    assert (entry.object_id, entry.reason) == (gone.pk, "Должность «учитель» теперь «Учитель»")
    assert office.get(address).status_code == 404
    found = office.get(reverse("office_people") + "?kind=staff&position=Логопед").content.decode()
    assert (row(found, "Белов"), row(found, "Гордеев")) == (True, False)
    reader = sign_in(Client(), make.make_officer(school, Role.DIRECTOR))
    assert reader.get(reverse("office_position") + "?called=Логопед").status_code == 404
    other = sign_in(Client(), make.make_officer(make.make_school()))
    assert "Логопед" not in other.get(reverse("office_positions")).content.decode()
