"""allauth, with the rules of a school: accounts are issued, never registered by oneself."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in by a login name that the school issued (П3.2.3, С3.3)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: the operator and the class teacher hand out credential slips."""
        return False
