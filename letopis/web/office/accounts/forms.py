"""Forms of the page of an account."""

from collections.abc import Collection
from typing import Any

from django import forms

from letopis.kernel.roles import APPOINTED, Role
from letopis.school.organisation.words import role_name
from letopis.web.shared.fields import DayField, DayInput
from letopis.web.shared.forms import choose


class AppointForm(forms.Form):
    """A role from a day (to a day), one of those that the person may hold."""

    role = forms.ChoiceField(label="Роль", choices=lambda: [(role.value, role_name(role)) for role in APPOINTED])
    starts_on = DayField(label="С какого дня")
    ends_on = DayField(label="По какой день", help_text="Пусто: бессрочно.", required=False)

    def __init__(self, *args: Any, roles: Collection[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["role"]
        choice.choices = choose(one for one in choice.choices if one[0] in roles)


class EndRoleForm(forms.Form):
    """The last day of a role."""

    ends_on = DayField(
        label="Последний день роли",
        widget=DayInput(**{"class": "input"}),
        error_messages=dict.fromkeys(("required", "invalid"), "Укажите последний день роли."),
    )


class ReasonForm(forms.Form):
    """What has happened, for the history."""

    reason = forms.CharField(max_length=500)

    def __init__(self, *args: Any, label: str, required: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label
        self.fields["reason"].error_messages["required"] = required
