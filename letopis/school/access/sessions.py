"""Sessions in the database: reading one also tells whose it is and in which roles, in the same statement.

SESSION_ENGINE. What Django does with sessions, signing, ending, a new key at sign-in, stays its own.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils.crypto import constant_time_compare

from letopis.kernel.clock import now, of_the_server
from letopis.school.access.held import HeldRole, SignedIn, signed_in
from letopis.school.access.models import Account, Session


class SessionStore(db.SessionStore):
    """A session of the table `Session`."""

    # What was read with the session; None before it is read, and where it is nobody's.
    _signed_in: SignedIn | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return the model of the rows."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row to save, with whose it is."""
        row = super().create_model_instance(data)
        row.account_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None  # type: ignore[attr-defined]
        return row  # type: ignore[return-value]

    def load(self) -> dict[str, Any]:
        """Return what is kept in the session, {} where it is over, was changed by somebody, or never was."""
        self._signed_in = signed_in(self.session_key or "", of_the_server(), now())
        if self._signed_in is None:
            return super().load()
        data: dict[str, Any] = self.decode(self._signed_in.session_data)
        return data

    def signed_in(self) -> tuple[Account, list[HeldRole]] | None:
        """Return whose the session is and the roles held; None where Django has to look closer who that is.

        Everything that django.contrib.auth.get_user() asks of a session is asked here. A new password ends it, a
        former secret key of the server goes on, an unknown way of signing in is none: all that is left to Django.
        """
        backend, kept = self.get(BACKEND_SESSION_KEY), self.get(HASH_SESSION_KEY, "")
        found = self._signed_in
        if found is None or backend not in settings.AUTHENTICATION_BACKENDS or not found.account.is_active:
            return None
        is_same = self.get(SESSION_KEY) == str(found.account.pk)
        if not is_same or not constant_time_compare(kept, found.account.get_session_auth_hash()):
            return None
        return found.account, found.roles
