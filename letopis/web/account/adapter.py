"""allauth, with the rules of a school: accounts are issued, never registered by oneself."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in by a login name that the school issued (П3.2.3, С3.3)."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "Логин или пароль не подходят. Проверьте раскладку и большие буквы.",
        "invalid_login": "Логин или пароль не подходят. Проверьте раскладку и большие буквы.",
        "too_many_login_attempts": "Слишком много попыток. Подождите пять минут или попросите новый листок с паролем.",
        "incorrect_code": "Код не подходит. Дождитесь следующего и введите его.",
        "incorrect_password": "Пароль не подходит.",
        "enter_current_password": "Введите нынешний пароль.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: the operator and the class teacher hand out credential slips."""
        return False

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Keep a password that its owner chose: the one-time one is over."""
        user.must_change_password = False  # type: ignore[attr-defined]
        super().set_password(user, password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go on to work."""
        return "/"
