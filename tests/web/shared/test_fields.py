"""Days in forms: one kind of field for all of them."""

from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from letopis.web.shared.fields import DayField

WEB = Path(__file__).parents[3] / "letopis" / "web"


@pytest.mark.parametrize("typed", ["9999-12-31", "0001-01-01", "0206-11-23"])
def test_a_year_of_ones_own_making_is_refused_with_the_remedy(typed: str) -> None:
    with pytest.raises(ValidationError, match="не может быть верным: исправьте дату"):
        DayField().clean(typed)


def test_a_day_is_taken_and_shown_as_the_browser_has_it() -> None:
    assert DayField().clean("2026-11-23") == date(2026, 11, 23)
    assert 'value="2026-11-23"' in DayField().widget.render("day", date(2026, 11, 23))


def test_no_form_has_a_field_of_its_own_for_days() -> None:
    plain = [path.name for path in WEB.rglob("*.py") if "forms.DateField(" in path.read_text()]
    assert plain == []
