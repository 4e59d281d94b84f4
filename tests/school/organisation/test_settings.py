"""Settings: defaults cite their clause, both values of the regulations are reachable, bad values are refused."""

from decimal import Decimal

import pytest

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.history.models import Entry
from letopis.school.organisation.actions import change_settings
from letopis.school.organisation.models import School
from letopis.school.organisation.settings import SchoolSettings
from letopis.school.organisation.stored_settings import as_text, checked, described, settings_of
from tests import factories as make

pytestmark = pytest.mark.req("ORG-03")


@pytest.mark.parametrize("setting", described(), ids=lambda setting: setting.name)
def test_each_default_is_explained_and_valid(setting):
    assert setting.label
    assert setting.clause
    assert setting.changes
    assert setting.help
    assert checked(setting.name, setting.default) == setting.default
    text = as_text(setting.default) if setting.kind != "bool" else "on" if setting.default else "off"
    assert checked(setting.name, text) == setting.default


@pytest.mark.parametrize(
    ("setting", "value"), [(setting, value) for setting in described() for value, _ in setting.sources]
)
def test_every_value_of_the_regulations_is_reachable(setting, value):
    assert checked(setting.name, str(value)) == value


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("correction_days", "366", "out_of_range"),
        ("correction_days", "-1", "out_of_range"),
        ("correction_days", "две недели", "invalid"),
        ("correction_days", "", "invalid"),
        ("correction_days", True, "invalid"),
        ("rounding_border", "1,5", "out_of_range"),
        ("rounding_border", "nan", "invalid"),
        ("unmarked_grades", "1, 12", "out_of_range"),
        ("unmarked_grades", "первый", "invalid"),
        ("show_weak_marks_red_to_family", "может быть", "invalid"),
        ("conduct_scale", "stars", "invalid"),
    ],
)
def test_bad_values_are_refused_with_the_remedy(name, value, code):
    with pytest.raises(Refused) as refused:
        checked(name, value)
    assert (refused.value.code, refused.value.field) == (code, name)


@pytest.mark.django_db
class TestChange:
    def test_only_what_differs_is_kept_and_the_ledger_knows(self):
        school = make.make_school()
        actor = make.actor_of(make.make_officer(school), Role.OPERATOR)
        change_settings(actor, values={"correction_days": "7", "rounding_border": "0,60", "late_minutes": "5"})
        school.refresh_from_db()
        assert school.settings == {"correction_days": 7, "rounding_border": "0.60"}
        assert settings_of(school) == SchoolSettings(correction_days=7, rounding_border=Decimal("0.60"))
        entry = Entry.objects.get()
        assert (entry.before["settings"], entry.after["settings"]) == ({}, school.settings)

    def test_the_default_again_is_kept_no_more(self):
        school = make.make_school(settings={"correction_days": 7, "unmarked_grades": [1, 2]})
        assert settings_of(school).unmarked_grades == (1, 2)
        change_settings(Actor.system(school.pk), values={"correction_days": 14, "unmarked_grades": "1"})
        assert School.objects.get(pk=school.pk).settings == {}

    def test_one_bad_value_changes_nothing(self):
        school = make.make_school()
        with pytest.raises(Refused):
            change_settings(Actor.system(school.pk), values={"correction_days": 7, "late_minutes": 0})
        assert School.objects.get(pk=school.pk).settings == {}
        assert not Entry.objects.exists()

    def test_an_unknown_setting_is_refused(self):
        with pytest.raises(Refused):
            change_settings(Actor.system(make.make_school().pk), values={"colour": "red"})

    def test_a_base_of_a_newer_program_is_read(self):
        assert settings_of(School(settings={"colour": "red", "late_minutes": 10})).late_minutes == 10

    @pytest.mark.parametrize("role", [Role.OPERATOR, Role.SYSTEM_ADMINISTRATOR, Role.SYSTEM])
    def test_who_may(self, role):
        school = make.make_school()
        change_settings(make.nobody(school, role), values={"late_minutes": 10})

    @pytest.mark.parametrize("role", [Role.DISPATCHER, Role.DIRECTOR, Role.TEACHER, Role.GUARDIAN])
    def test_who_may_not(self, role):
        with pytest.raises(Refused):
            change_settings(make.nobody(make.make_school(), role), values={"late_minutes": 10})

    def test_for_a_stranger_there_is_no_school(self):
        with pytest.raises(NotVisible):
            change_settings(make.nobody(make.make_school(), Role.EXTERNAL), values={"late_minutes": 10})
