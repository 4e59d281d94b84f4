"""Students, guardians (законные представители) and staff. Sources: П3.3.2, А3.2.3, Т4.4.1-3, Т4.5.2."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from msgspec import structs

from letopis.kernel.text import search_key, sort_key
from letopis.school.organisation.models import Dated, SchoolOwned
from letopis.school.people.enums import Kinship, Sex, StudyForm
from letopis.school.people.former import former_key
from letopis.school.people.namesakes import Named, apart


class Person(SchoolOwned):
    """A human being known to a school; the cards below say in which capacity. `snils`: eleven digits without signs.

    `former_surnames`: as former.py writes and reads them.
    """

    surname = models.CharField(max_length=80)
    name = models.CharField(max_length=80)
    patronymic = models.CharField(max_length=80, blank=True)
    sex = models.CharField(max_length=1, choices=Sex, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    snils = models.CharField(max_length=11, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.CharField(max_length=120, blank=True)
    former_surnames = models.CharField(max_length=300, blank=True, default="", db_default="")
    # Derived by renew_keys(); stored because databases disagree about Ё and case.
    sort_key = models.CharField(max_length=260)
    search_key = models.CharField(max_length=260)
    former_key = models.CharField(max_length=300, blank=True, default="", db_default="")

    class Meta:
        ordering = ["sort_key"]
        indexes = [
            models.Index(fields=["school", "search_key"], name="person_by_name"),
            models.Index(fields=["school", "sort_key"], name="person_in_order"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["school", "snils"], condition=~Q(snils=""), name="snils_once"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with keys that are of the names. Whoever writes many at once calls renew_keys() for each."""
        self.renew_keys()
        super().save(*args, **kwargs)

    def renew_keys(self) -> None:
        """Derive the stored keys from the names."""
        self.sort_key = sort_key(self.surname, self.name, self.patronymic)
        self.search_key = search_key(f"{self.surname} {self.name} {self.patronymic}")
        self.former_key = former_key(self.former_surnames)

    @property
    def full_name(self) -> str:
        """«Орлова Елена Викторовна»."""
        return full_name(self.surname, self.name, self.patronymic)

    @property
    def short_name(self) -> str:
        """«Орлова Елена», as the journal lists students."""
        return f"{self.surname} {self.name}"

    @property
    def initials(self) -> str:
        """«Орлова Е. В.» with no-break spaces."""
        return initials(self.surname, self.name, self.patronymic)

    @property
    def named(self) -> Named:
        """What tells the person from a namesake."""
        return Named(self.surname, self.name, self.patronymic, self.birth_date)

    def __str__(self) -> str:
        return self.full_name


def names_of(path: str) -> tuple[str, str, str]:
    """Return the columns of a name through `path`: "person", "staff__person"."""
    return f"{path}__surname", f"{path}__name", f"{path}__patronymic"


def full_name(surname: str, name: str, patronymic: str = "") -> str:
    """Return «Орлова Елена Викторовна»."""
    return " ".join([part for part in (surname, name, patronymic) if part])


def initials(surname: str, name: str, patronymic: str = "") -> str:
    """Return «Орлова Е. В.»: surname and initials, joined by no-break spaces."""
    return "\u00a0".join([surname, *(f"{part[0]}." for part in (name, patronymic) if part)])


def initials_apart(people: Mapping[int, Sequence[str]]) -> dict[int, str]:
    """Return by id the shortest name of a teacher that no other of these has: «Иванова М. П.», then in full.

    Of each surname, name, patronymic and, where they are the same in two, what else tells them apart: the position.
    """
    ladders = []
    for surname, name, patronymic, *more in people.values():
        full = full_name(surname, name, patronymic)
        ladders.append([initials(surname, name, patronymic), full, ", ".join(filter(None, (full, *more)))])
    return dict(zip(people, apart(ladders), strict=True))


class Student(SchoolOwned):
    """Личная карточка обучающегося. The class is a dated Membership, never a column here."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="student")
    file_number = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=300, blank=True)
    study_form = models.CharField(max_length=10, choices=StudyForm, default=StudyForm.FULL_TIME)
    # Restricted (CON-06): never shown outside the office's card.
    health_group = models.CharField(max_length=20, blank=True)
    sport_group = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=300, blank=True)

    @property
    def named(self) -> Named:
        """What tells the student from a namesake."""
        return structs.replace(self.person.named, file_number=self.file_number)

    def __str__(self) -> str:
        return str(self.person)


class Staff(SchoolOwned):
    """Карточка работника."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="staff")
    position = models.CharField(max_length=160, blank=True)
    category = models.CharField(max_length=80, blank=True)
    subjects = models.CharField(max_length=300, blank=True)
    hired_on = models.DateField(null=True, blank=True)
    hired_order = models.CharField(max_length=40, blank=True)
    dismissed_on = models.DateField(null=True, blank=True)
    dismissed_order = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name_plural = "staff"

    def __str__(self) -> str:
        return str(self.person)


def employed(day: object, prefix: str = "") -> Q:
    """Return the condition «works on `day`», see rules.has_left; staff are reached through `prefix` («staff__»)."""
    return Q(**{f"{prefix}dismissed_on__isnull": True}) | Q(**{f"{prefix}dismissed_on__gt": day})


class Guardian(SchoolOwned):
    """Законный представитель: one card and one login for all of the guardian's children."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="guardian")

    def __str__(self) -> str:
        return str(self.person)


class Guardianship(SchoolOwned, Dated):
    """Who represents which student, from when to when."""

    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, related_name="guardianships")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="guardianships")
    kinship = models.CharField(max_length=12, choices=Kinship, default=Kinship.OTHER)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "guardian", "student"], condition=Q(ends_on__isnull=True), name="guardianship_once"
            )
        ]


class Consent(SchoolOwned):
    """Письменное согласие on publishing a student's data: the family's access begins with it (А3.1.2, А1.6, ACC-10).

    A paper as it lies in the file: who signed (None: the student of age, or not written down), from which day (None: an
    older base or a table said only that there is one), and the day it was withdrawn, from which it holds no more.
    `holds_until`: nobody has said that there is a paper. The family signed in before consents were asked for and goes
    on up to this day, within which the paper is to be found and written down (decisions/0016).
    """

    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="consents")
    given_by = models.ForeignKey(Guardian, on_delete=models.PROTECT, null=True, blank=True, related_name="consents")
    given_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    holds_until = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["school", "student"], name="consent_by_student")]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "student"], condition=Q(withdrawn_on__isnull=True), name="consent_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(given_on__isnull=True) | Q(withdrawn_on__gte=F("given_on")),
                name="consent_withdrawn_after_given",
            ),
            models.CheckConstraint(
                condition=Q(given_on__isnull=True) | Q(holds_until__isnull=True), name="consent_given_has_no_term"
            ),
        ]

    def is_in_force(self, day: date) -> bool:
        """Whether it is given by `day` and not withdrawn by then."""
        begun = self.given_on is None or self.given_on <= day
        lasts = self.holds_until is None or self.holds_until >= day
        return begun and lasts and (self.withdrawn_on is None or self.withdrawn_on > day)


def consented(day: object, prefix: str = "") -> Q:
    """Return the condition «in force on `day`» for Consent rows, reached through `prefix`."""
    begun = Q(**{f"{prefix}given_on__isnull": True}) | Q(**{f"{prefix}given_on__lte": day})
    lasts = Q(**{f"{prefix}holds_until__isnull": True}) | Q(**{f"{prefix}holds_until__gte": day})
    return begun & lasts & (Q(**{f"{prefix}withdrawn_on__isnull": True}) | Q(**{f"{prefix}withdrawn_on__gt": day}))
