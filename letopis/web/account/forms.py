"""allauth's forms with the school's words."""

from typing import Any

from allauth.account.forms import ChangePasswordForm as BaseChangePasswordForm
from allauth.account.forms import LoginForm as BaseLoginForm


class LoginForm(BaseLoginForm):  # type: ignore[misc]
    """Login name and password, as they stand on the slip."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Логин"
        self.fields["password"].label = "Пароль"
        self.fields["password"].help_text = ""
        # Off at first: computers of a school are used by many.
        self.fields["remember"].label = "Не выходить на этом устройстве"
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.fields["login"].widget.attrs.update(autocapitalize="none", spellcheck="false")

    def clean_login(self) -> str:
        """Slips are copied by hand: spaces and capitals do not matter."""
        login: str = super().clean_login()
        return login.strip().lower()


class ChangePasswordForm(BaseChangePasswordForm):  # type: ignore[misc]
    """The old password is not asked from somebody who has just signed in with a one-time one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"oldpassword": "Нынешний пароль", "password1": "Новый пароль", "password2": "Новый пароль ещё раз"}
        for name, label in labels.items():
            self.fields[name].label = label
            self.fields[name].widget.attrs.pop("placeholder", None)
        self.fields["password1"].help_text = "Не короче 8 знаков, не имя и не самые частые слова и числа."
        self.fields["oldpassword"].help_text = ""
        if self.user.must_change_password:
            del self.fields["oldpassword"]

    def clean_password1(self) -> str:
        """Refuse to keep the one-time password, which was printed on paper."""
        password: str = self.cleaned_data["password1"]
        if self.user.check_password(password):
            self.add_error("password1", "Этот пароль уже стоит. Придумайте другой.")
        return password
