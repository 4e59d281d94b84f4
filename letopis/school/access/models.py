"""Accounts and appointed roles. Sources: П1.4, А1.5, А3.1, Т1.5, Т4.

Who teaches, who leads a class and whose guardian someone is follows from courses, classes and guardianships (dated);
only roles for a whole school are appointed here.
"""

from django.contrib.auth.models import AbstractUser
from django.db import models

from letopis.school.common.roles import Role
from letopis.school.organisation.models import Dated, SchoolOwned
from letopis.school.people.models import Person


class Account(AbstractUser):
    """A login. Global: it may belong to persons of several schools."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    # A password from a credential slip must be changed at the first sign-in (П3.2.3, С3.3).
    must_change_password = models.BooleanField(default=False)

    REQUIRED_FIELDS = []

    def __str__(self) -> str:
        return self.username


class AccountPerson(SchoolOwned):
    """Which person of a school signs in with which account."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="persons")
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="login")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "account"], name="account_once_a_school")]


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
