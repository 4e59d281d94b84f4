"""allauth, with the rules of a school: accounts are issued, never registered by oneself."""

from datetime import datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import get_ip
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_variables

from letopis.kernel.clock import local, now
from letopis.school.access import attempts, typed
from letopis.school.access.models import Account
from letopis.school.access.queries import standing
from letopis.web.account import idle
from letopis.web.account.device import device_of, keep
from letopis.web.shared.wording import counted

MISMATCH = "Логин или пароль не подходят."
LOCKED = {
    "device": "Слишком много неверных паролей. Попробуйте снова через {wait}.",
    "login": "К этому логину слишком много неверных паролей с чужих устройств. Войдите с устройства, где вы входили"
    " раньше, или попросите оператора снять блокировку. Сама она кончится через {wait}.",
    "address": "Из вашей сети слишком много неверных паролей. Войдите с устройства, где уже входили, или попробуйте"
    " через {wait}.",
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in by a login name that the school issued (П3.2.3, С3.3)."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": MISMATCH,
        "invalid_login": MISMATCH,
        "too_many_login_attempts": "Слишком много неверных кодов. Подождите пять минут.",
        "incorrect_code": "Код не подходит. Дождитесь следующего и введите его.",
        "incorrect_password": "Пароль не подходит.",
        "enter_current_password": "Нынешний пароль не подходит.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: the operator and the class teacher hand out credential slips."""
        return False

    # ── passwords ─────────────────────────────────────────────────────

    def clean_password(self, password: str, user: AbstractBaseUser | None = None) -> str:
        """Check a new password in the form in which it will be hashed."""
        cleaned: str = super().clean_password(typed.normal(password), user)
        return cleaned

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Keep a password that its owner chose: the one-time one is over."""
        user.must_change_password = False  # type: ignore[attr-defined]
        user.slip_until = None  # type: ignore[attr-defined]
        super().set_password(user, password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go on to work."""
        return "/"

    # ── signing in ────────────────────────────────────────────────────

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing: tries are counted once for all readings of what was typed."""

    @sensitive_variables("credentials", "candidate")
    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        """Return the account that login and password open, or None.

        Raises ValidationError where there were too many wrong tries, the same for a login that there is not.
        """
        login, password = credentials.get("username", ""), credentials.pop("password", "")
        try:
            number = attempts.begin(visitor_of(request, login))
        except attempts.Locked as locked:
            raise ValidationError(_locked(locked.name, locked.until), code="locked") from None
        for candidate in typed.candidates(password):
            account: Account | None = super().authenticate(request, **credentials, password=candidate.password)
            if account and (account.slip_until or not candidate.of_slip):
                attempts.forgive(number)
                return account
        return None

    def post_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse:
        """Let the browser be known, have the session end when it lies idle, tell what was done to the account."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        school = standing(user)
        shared = bool(request.session.get(idle.SHARED))
        keep(response, device_of(request).after(user.username, shared=shared))
        attempts.remember(visitor_of(request, user.username))
        if shared:
            idle.watch(request, school.shared_idle_minutes * 60)
        elif request.session.get_expire_at_browser_close():
            idle.watch(request, idle.USUAL)
        _tell_of_reset(request, user, school.time_zone)
        return response


def visitor_of(request: HttpRequest, login: str) -> attempts.Visitor:
    """Return who tries to sign in as `login`: by the browser's cookie and the address, of IPv6 its network."""
    device = device_of(request)
    return attempts.Visitor(
        login=login, address=get_ip(request), device=device.id, known=device.knows(login), settled=device.used
    )


def _locked(name: str, until: datetime) -> str:
    minutes = max(1, -int((now() - until).total_seconds() // 60))
    return LOCKED[name].format(wait=counted(minutes, "минуту,минуты,минут"))


def _tell_of_reset(request: HttpRequest, account: Account, zone: str) -> None:
    """The operator has taken the second factor away: its owner learns that once."""
    if account.factor_reset_at is None:
        return
    messages.warning(
        request,
        f"Вход с подтверждением снял оператор {local(account.factor_reset_at, zone):%d.%m.%Y в %H:%M}."
        " Если вы об этом не просили, сообщите ему. Подключить приложение снова можно в настройках входа.",
    )
    Account.objects.filter(pk=account.pk).update(factor_reset_at=None)
