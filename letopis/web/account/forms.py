"""allauth's forms with the school's words, and with what fingers do to a login, a password and a code."""

import time
from collections.abc import Iterable, Mapping
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm as BaseChangePasswordForm
from allauth.account.forms import LoginForm as BaseLoginForm
from allauth.account.forms import ReauthenticateForm as BaseReauthenticateForm
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as MfaReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from letopis.kernel.clock import now
from letopis.school.access import typed
from letopis.school.access.held import roles_held
from letopis.school.access.models import Account
from letopis.school.access.queries import closed, standing
from letopis.web.account import idle
from letopis.web.account.device import device_of

LONGEST = 1000  # signs of a password: more is nobody's, and hashing it would take a core
FRESH = 10 * 60  # seconds in which a one-time password that was just typed is not asked for again
LIVE = {**typed.HINTS, "caps": "Включён Caps Lock."}
LIVE_LOGIN = {"layout": "Похоже, включена русская раскладка. Логин будет понят, пароль — нет."}


class _Hinted(forms.Widget):
    """A field that tells while one types what may be wrong; `hints` by the names that the script knows."""

    hints: Mapping[str, str]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Add the hints, hidden until the script finds one true."""
        return {**super().get_context(name, value, attrs), "hints": self.hints.items()}


class TypedInput(_Hinted, forms.TextInput):
    """A login, with hints while one types."""

    template_name = "account/widgets/typed.html"
    hints = LIVE_LOGIN


class SecretInput(_Hinted, forms.PasswordInput):
    """A password, with a button that shows it (of the script) and hints while one types."""

    template_name = "account/widgets/secret.html"
    hints = LIVE


class _Secrets:
    """Gives password fields of a form their widget and label, and no placeholder."""

    fields: dict[str, Any]

    def dress(self, labels: Mapping[str, str]) -> None:
        """Dress the fields named in `labels`."""
        for name, label in labels.items():
            field = self.fields[name]
            kept = {key: value for key, value in field.widget.attrs.items() if key != "placeholder"}
            field.widget = SecretInput(attrs={**kept, "spellcheck": "false", "autocapitalize": "none"})
            field.widget.is_required = field.required
            field.label, field.help_text, field.max_length = label, "", LONGEST
            field.widget.attrs["maxlength"] = str(LONGEST)


def wrong(message: Any, password: str) -> forms.ValidationError:
    """Return the error of a wrong password, with what is often wrong with one like this: said of any login alike."""
    return forms.ValidationError([message, *typed.hints(password)])


class LoginForm(_Secrets, BaseLoginForm):  # type: ignore[misc]
    """Login name and password, as they stand on the slip."""

    shared = forms.BooleanField(
        label="Это общий компьютер",
        help_text="Вход закроется вместе с браузером, а без действий — раньше.",
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dress({"password": "Пароль"})
        # Off at first: computers of a school are used by many.
        self.fields["remember"].label = "Не выходить на этом устройстве"
        self.fields["shared"].initial = bool(self.request and device_of(self.request).shared)
        kept = {"autocomplete": "username", "autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}
        self.fields["login"].label = "Логин"
        self.fields["login"].widget = TypedInput(attrs=kept)
        self.fields["password" if self.is_bound else "login"].widget.attrs["autofocus"] = True

    def clean_login(self) -> str:
        """Slips are copied by hand: layout, dashes, spaces and capitals do not matter."""
        return typed.login(self.cleaned_data["login"])

    def clean(self) -> dict[str, Any]:
        """Try the password; name what may be wrong with it, and refuse a slip whose term is over."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except forms.ValidationError as error:
            if error.code != "username_password_mismatch":
                raise
            raise wrong(error.message, self.cleaned_data["password"]) from None
        user: Account | None = getattr(self, "user", None)
        if user and user.slip_until and (school := standing(user)).is_over:
            raise forms.ValidationError(school.over, code="slip_over")
        if user and not roles_held(user.pk, now()) and (why := closed(user.pk)):
            raise forms.ValidationError(why, code="closed")
        return cleaned

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Sign in; on a shared computer for as long as the browser is open."""
        shared = self.cleaned_data["shared"]
        if shared:
            request.session[idle.SHARED] = True
        else:
            request.session.pop(idle.SHARED, None)
        self.cleaned_data["remember"] = self.cleaned_data["remember"] and not shared
        # Before the session begins, for what is done at its beginning asks.
        request.session.set_expiry(settings.SESSION_COOKIE_AGE if self.cleaned_data["remember"] else 0)
        response: HttpResponse = super().login(request, redirect_url)
        return response


class ReauthenticateForm(_Secrets, BaseReauthenticateForm):  # type: ignore[misc]
    """The password once more, before what concerns the account itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        forgotten = self.fields["password"].help_text
        self.dress({"password": "Пароль"})
        self.fields["password"].help_text = forgotten
        self.fields["password"].widget.attrs["autofocus"] = True

    def clean_password(self) -> str:
        """Name what may be wrong with a wrong one."""
        try:
            password: str = super().clean_password()
        except forms.ValidationError as error:
            if error.code != "incorrect_password":
                raise
            raise wrong(error.message, self.cleaned_data["password"]) from None
        return password


class ChangePasswordForm(_Secrets, BaseChangePasswordForm):  # type: ignore[misc]
    """The old password is not asked from somebody who has just signed in with a one-time one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"oldpassword": "Нынешний пароль", "password1": "Новый пароль", "password2": "Новый пароль ещё раз"}
        self.dress(labels)
        self.fields["password1"].help_text = "Не короче 8 знаков, не имя и не самые частые слова и числа."
        if self.user.slip_until and _has_just_signed_in(context.request):
            del self.fields["oldpassword"]
        elif self.user.slip_until:
            self.fields["oldpassword"].help_text = "Тот, что на листке."
        next(iter(self.fields.values())).widget.attrs["autofocus"] = True

    def clean_oldpassword(self) -> str:
        """Count a wrong one as at the sign-in: a session left open is no place to guess."""
        adapter = get_adapter(context.request)
        password: str = self.cleaned_data["oldpassword"]
        if not adapter.reauthenticate(self.user, password):
            raise wrong(adapter.error_messages["enter_current_password"], password)
        return password

    def clean_password1(self) -> str:
        """Refuse to keep the password there is: the one-time one was printed on paper."""
        password: str = self.cleaned_data["password1"]
        if _is_his(self.user, typed.candidates(password)):
            self.add_error("password1", "Этот пароль уже стоит. Придумайте другой.")
        return password

    def clean_password2(self) -> str:
        """The same signs are the same password, however the device wrote them."""
        return typed.normal(self.cleaned_data["password2"])


def _is_his(user: Account, readings: Iterable[typed.Candidate]) -> bool:
    return any(user.check_password(one.password) for one in readings if user.slip_until or not one.of_slip)


def _has_just_signed_in(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    typed_at = [record["at"] for record in records if record["method"] == "password"]
    return bool(typed_at) and time.time() - max(typed_at) < FRESH


class _Code:
    """A code from the application on the telephone, or a spare one, with the spaces it is shown with."""

    fields: dict[str, Any]
    cleaned_data: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = "Код"
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs.update(autofocus=True, inputmode="numeric", autocomplete="one-time-code")

    def clean_code(self) -> str:
        """Leave only what the code is made of."""
        self.cleaned_data["code"] = typed.code(self.cleaned_data["code"])
        code: str = super().clean_code()  # type: ignore[misc]
        return code


class CodeForm(_Code, AuthenticateForm):  # type: ignore[misc]
    """The code at the sign-in."""


class CodeAgainForm(_Code, MfaReauthenticateForm):  # type: ignore[misc]
    """The code once more."""


class ActivateCodeForm(_Code, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new application."""
