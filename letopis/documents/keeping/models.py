"""Terms that a school has set, holds, summary sheets taken out, acts on destruction (ARC-08: Т7.6, П5.3, Д5.1)."""

from django.db import models
from django.db.models import Q

from letopis.documents.handover.models import ArchiveCase
from letopis.kernel.roles import Role
from letopis.school.organisation.models import SchoolOwned
from letopis.school.people.models import Person


class SchoolTerm(SchoolOwned):
    """What a school decided of a term of keeping: so many years, and why, where it is less than the source says."""

    key = models.CharField(max_length=20)
    years = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "key"], name="keeping_term_once")]


class Hold(SchoolOwned):
    """A case that may not be destroyed, whatever its term: a dispute, say. `lifted_at` null: in force."""

    case = models.ForeignKey(ArchiveCase, on_delete=models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=300)
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    lift_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["school", "case"], condition=Q(lifted_at=None), name="hold_once"),
        ]


class TakenOut(SchoolOwned):
    """Summary sheets taken out of a journal whose term is over: a case of their own from then on (Т7.6)."""

    journal = models.OneToOneField(ArchiveCase, on_delete=models.PROTECT, related_name="taken_out")
    summary = models.OneToOneField(ArchiveCase, on_delete=models.PROTECT, related_name="taken_from")
    at = models.DateTimeField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    sheets = models.PositiveIntegerField()


class ActState(models.TextChoices):
    """Where an act on destruction stands."""

    DRAFT = "draft", "Готовится"
    DONE = "done", "Исполнен"
    WITHDRAWN = "withdrawn", "Отозван"


class KeepingAct(SchoolOwned):
    """An act on the destruction of cases whose term is over.

    What it has destroyed: `entries` of the ledger, `rows` of the tables, `files`, `packages` with so many `copies`.
    """

    number = models.CharField(max_length=30)
    date = models.DateField()
    reason = models.CharField(max_length=300)
    method = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=ActState, default=ActState.DRAFT)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    entries = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    packages = models.PositiveIntegerField(default=0)
    copies = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-date", "-id"]
        constraints = [models.UniqueConstraint(fields=["school", "number", "date"], name="keeping_act_once")]

    @property
    def title(self) -> str:
        """«№ 5 от 01.02.2033»."""
        return f"№ {self.number} от {self.date:%d.%m.%Y}"


class ActCase(SchoolOwned):
    """A case that an act names. `entries` of the ledger, `rows` of the tables: destroyed with it.

    `left`: rows that stayed in the tables, of acts carried out by an earlier version.
    """

    act = models.ForeignKey(KeepingAct, on_delete=models.PROTECT, related_name="cases")
    case = models.ForeignKey(ArchiveCase, on_delete=models.PROTECT, related_name="act_cases")
    entries = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["school", "act", "case"], name="act_case_once")]


class Confirmation(SchoolOwned):
    """The signature of a member of the commission under an act: two, of two people."""

    act = models.ForeignKey(KeepingAct, on_delete=models.PROTECT, related_name="confirmations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    position = models.CharField(max_length=160)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["school", "act", "person"], name="confirmation_once")]


class DoomedFile(SchoolOwned):
    """A file or folder that is to go after an act: a technical row, it goes with it. `path`: below MEDIA_ROOT."""

    act = models.ForeignKey(KeepingAct, on_delete=models.PROTECT, related_name="doomed_files")
    path = models.CharField(max_length=300)
    trouble = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
