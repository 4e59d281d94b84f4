"""Accounts, appointed roles, tries to sign in. Sources: П1.4, А1.5, А3.1, Т1.5, Т4, Т5.2.9.

Who teaches, who leads a class and whose guardian someone is follows from courses, classes and guardianships (dated);
only roles for a whole school are appointed here.
"""

from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from letopis.kernel.roles import Role
from letopis.school.access.typed import normal
from letopis.school.organisation.models import Dated, SchoolOwned
from letopis.school.people.models import Person


class Account(AbstractUser):
    """A login. Global: it may belong to persons of several schools."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    # A password from a credential slip must be changed at the first sign-in (П3.2.3, С3.3).
    must_change_password = models.BooleanField(default=False)
    # The last day of a slip that was not used yet, a day of the school; None: the password is the owner's own.
    slip_until = models.DateField(null=True, blank=True)
    # The operator took the second factor away: told to the owner at the next sign-in.
    factor_reset_at = models.DateTimeField(null=True, blank=True)

    REQUIRED_FIELDS = []

    def __str__(self) -> str:
        return self.username

    def set_password(self, raw_password: str | None) -> None:
        """Hash it in the one form in which it is checked."""
        super().set_password(raw_password if raw_password is None else normal(raw_password))


class AccountPerson(SchoolOwned):
    """Which person of a school signs in with which account."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="persons")
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="login")
    # Closed by hand, for this school: an account of several schools goes on in the others.
    is_blocked = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "account"], name="account_once_a_school")]


class Session(AbstractBaseSession):
    """A session, with whose it is beside what is kept in it: who asks and what the one may do is one question.

    What the session says itself is signed and decides; `account` only finds the rows.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="sessions")

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        from letopis.school.access.sessions import SessionStore

        return SessionStore


class RoleAssignment(SchoolOwned, Dated):
    """A person appointed to a role for the whole school, from a day to a day."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=20, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "person", "role"], condition=models.Q(ends_on__isnull=True), name="role_once"
            )
        ]


class RightOverride(SchoolOwned):
    """A right that the school gives a role, or takes from it, otherwise than the register of rights says (ACC-02).

    `right` and `role` are texts: a row of another version of the register stays and is passed over (rights.decided).
    """

    right = models.CharField(max_length=40)
    role = models.CharField(max_length=20)
    is_given = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "right", "role"], name="right_once")]


class SlipBatch(SchoolOwned):
    """Slips issued together, for the browser that issued them: see kept_slips.py. `sealed`: empty when put away."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="slip_batches")
    made_at = models.DateTimeField(db_index=True)
    sealed = models.BinaryField()
    # Of the page, without passwords: title, whom the slips are for, where to go on, who was left out.
    shown = models.JSONField()


class KnownPlace(models.Model):
    """An address from which a login was opened before, by keyed digests only: see attempts.py."""

    login = models.CharField(max_length=32)
    address = models.CharField(max_length=32)
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["login", "address"], name="place_once")]


class SignInAttempt(models.Model):
    """A wrong try to sign in, kept for an hour. Who and where is known by keyed digests only: see attempts.py."""

    at = models.DateTimeField()
    login = models.CharField(max_length=32)
    device = models.CharField(max_length=32)
    address = models.CharField(max_length=32)
    is_known = models.BooleanField()
    is_settled = models.BooleanField()

    class Meta:
        indexes = [
            models.Index(fields=["login", "at"], name="attempt_login"),
            models.Index(fields=["device", "at"], name="attempt_device"),
            models.Index(fields=["address", "at"], name="attempt_address"),
            models.Index(fields=["at"], name="attempt_at"),
        ]
