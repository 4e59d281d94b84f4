"""Forms of people's cards: what every card has, an employee."""

from typing import Any, ClassVar

from django import forms

from letopis.kernel.errors import Refused
from letopis.kernel.fields import fields_of
from letopis.school.people.intake import PersonDraft, StaffDraft
from letopis.web.office.fields import refuse
from letopis.web.office.specified import RowForm


class PersonForm(RowForm):
    """What every card has."""

    rows: ClassVar[tuple[type, ...]] = (PersonDraft,)
    even_if_alike = forms.BooleanField(
        label="Это другой человек, завести новую карточку", required=False, widget=forms.HiddenInput()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*fields_of(PersonDraft), "even_if_alike"])

    def person(self) -> PersonDraft:
        """Return the person as typed."""
        return self.draft(PersonDraft)

    def ask_alike(self, refused: Refused) -> None:
        """Show a refusal; where somebody alike is known, offer to go on all the same."""
        if refused.code == "alike":
            self.fields["even_if_alike"].widget = forms.CheckboxInput()
        refuse(self, refused)


class StaffForm(PersonForm):
    """Карточка работника."""

    rows = (PersonDraft, StaffDraft)

    def card(self) -> StaffDraft:
        """Return the employee's own part."""
        return self.draft(StaffDraft)
