"""Former surnames: written by themselves when a surname changes, read back, told (CON-01)."""

from datetime import date, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.errors import Refused
from letopis.kernel.roles import Role
from letopis.school.history.intake import Occasion, Put
from letopis.school.people import actions
from letopis.school.people.finding import words_sought
from letopis.school.people.former import Former, former_key, formers, found_by, renamed, told
from letopis.school.people.intake import PersonDraft, put_people
from letopis.school.people.models import Person
from tests import factories as make
from tests.factories import TODAY

pytestmark = pytest.mark.req("CON-01")

SURNAMES = st.from_regex(r"[А-ЯЁ][а-яё]{0,9}(-[А-ЯЁ][а-яё]{0,9}| [а-яё]{1,5})?", fullmatch=True)


@given(st.lists(st.builds(Former, SURNAMES, st.none() | st.dates(date(1990, 1, 1))), max_size=3))
def test_what_a_card_holds_is_read_as_it_was_written(borne: list[Former]):
    text = ", ".join(map(str, borne))
    assert formers(text) == borne
    assert renamed(text, surname="Орлова", now="Чайка", day=TODAY, is_slip=True) == text
    added = formers(renamed(text, surname="Орлова", now="Чайка", day=TODAY, is_slip=False))
    assert added == [Former("Орлова", TODAY), *borne]


def test_how_it_is_told_and_of_whom():
    text = "Петрова до 12.10.2026, Сёмина до 01.09.2019, Чайка"
    words = words_sought("иванова петр")
    assert [told(one, 2026) for one in found_by(words, "Иванова Мария", text)] == ["до 12.10 Петрова"]
    assert [told(one, 2026) for one in found_by(words_sought("семин"), "Иванова Мария", text)] == [
        "до 01.09.2019 Сёмина"
    ]
    assert [told(one, 2026) for one in found_by(words_sought("xfqrf"), "Иванова Мария", text)] == ["прежде Чайка"]
    assert found_by(words_sought("иванова 7а"), "Иванова Мария", text) == []
    assert former_key(text) == "петрова семина чайка"


@pytest.mark.django_db
class TestKept:
    """By whichever way a surname is written."""

    @pytest.fixture(autouse=True)
    def _known(self, school, moment: time_machine.Traveller) -> None:
        self.moment, self.actor = moment, Actor.system(school.pk)
        person = PersonDraft("Петрова", "Мария", "Ильинична")
        self.student = actions.create_student(self.actor, person=person)
        moment.shift(timedelta(days=1))

    def rename(self, surname: str, **more: str) -> str:
        draft = PersonDraft(surname, "Мария", "Ильинична", **{"former_surnames": self.former, **more})
        actions.update_student(self.actor, student_id=self.student.pk, person=draft, card=actions.StudentDraft())
        return self.former

    @property
    def former(self) -> str:
        return Person.objects.get().former_surnames

    def test_twice_changed(self) -> None:
        assert self.rename("Иванова") == f"Петрова до {TODAY + timedelta(1):%d.%m.%Y}"
        self.moment.shift(timedelta(days=10))
        assert self.rename("Чайка").startswith(f"Иванова до {TODAY + timedelta(11):%d.%m.%Y}, Петрова до ")
        assert Person.objects.get().former_key == "иванова петрова"

    def test_a_slip_of_the_pen_is_no_name(self) -> None:
        assert self.rename("Ивонова").startswith("Петрова до ")
        assert self.rename("Иванова").startswith("Петрова до ")
        assert "Ивонова" not in self.former
        assert self.rename("Петрова") == "", "taken back on the same day"
        self.moment.shift(timedelta(days=1))
        assert self.rename("Пётрова") == "", "the same name in another spelling"

    def test_what_the_office_says_holds(self) -> None:
        self.rename("Иванова")
        assert self.rename("Иванова", former_surnames="") == ""
        self.moment.shift(timedelta(days=1))
        assert self.rename("Чайка", former_surnames="Громова  до 1.9.2019 ,Сомова") == "Громова до 01.09.2019, Сомова"
        for wrong in ("Петрова до 31.02.2020", "Петрова до завтра", "до 12.10.2026", "123", "Петрова до 01.01.2027"):
            with pytest.raises(Refused) as refused:
                self.rename("Чайка", former_surnames=wrong)
            assert refused.value.field == "former_surnames"

    def test_a_load_says_it_too_and_the_demo_when(self) -> None:
        person = Person.objects.get()
        put = Put.change(person)
        person.surname = "Иванова"
        self.moment.shift(timedelta(days=9))
        put_people(self.actor, [put], Occasion(at=now() - timedelta(days=5)))
        assert self.former == f"Петрова до {TODAY + timedelta(5):%d.%m.%Y}"

    def test_who_is_known_by_the_former_name_is_no_new_card(self) -> None:
        self.rename("Иванова")
        with pytest.raises(Refused, match="Похожая карточка уже есть: Иванова"):
            actions.create_student(self.actor, person=PersonDraft("Петрова", "Мария"))
        personnel = make.nobody(self.student.school, Role.PERSONNEL)
        actions.create_staff(personnel, person=PersonDraft("Петрова", "Мария"))
