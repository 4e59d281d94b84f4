"""Forms of people's cards: what every card has, an employee."""

from typing import ClassVar

from letopis.kernel.fields import fields_of
from letopis.school.people.intake import PersonDraft, StaffDraft
from letopis.web.office.specified import RowForm
from letopis.web.shared.forms import ConfirmField


class PersonForm(RowForm):
    """What every card has."""

    rows: ClassVar[tuple[type, ...]] = (PersonDraft,)
    even_if_alike = ConfirmField(label="Это другой человек, завести новую карточку", code="alike")
    field_order = (*fields_of(PersonDraft), "even_if_alike")

    def person(self) -> PersonDraft:
        """Return the person as typed."""
        return self.draft(PersonDraft)


class StaffForm(PersonForm):
    """Карточка работника."""

    rows = (PersonDraft, StaffDraft)

    def card(self) -> StaffDraft:
        """Return the employee's own part."""
        return self.draft(StaffDraft)
