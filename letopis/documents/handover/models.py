"""Cases of the archive and what is done with them (ARC-04). Sources: П3.6.6, П5.3, С4, Т7.2-7.6, Т4.6.5, А4.7."""

from django.db import models
from django.db.models import Q

from letopis.documents.handover.enums import CaseKind, MoveKind, Signature, Step
from letopis.documents.handover.rules import Plan
from letopis.kernel.roles import Role
from letopis.school.classes.models import ClassGroup
from letopis.school.organisation.models import AcademicYear, SchoolOwned
from letopis.school.people.models import Person


class TransferAct(SchoolOwned):
    """An act of handing cases over to the archive: who gave, who took, under which index of cases, where to."""

    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, null=True, related_name="transfer_acts")
    number = models.CharField(max_length=40)
    date = models.DateField()
    index = models.CharField(max_length=40)
    place = models.CharField(max_length=160)
    giver = models.CharField(max_length=160)
    giver_position = models.CharField(max_length=160)
    receiver = models.CharField(max_length=160)
    receiver_position = models.CharField(max_length=160)

    class Meta:
        ordering = ["-date", "-id"]
        constraints = [models.UniqueConstraint(fields=["school", "number", "date"], name="transfer_act_once")]


class ArchiveCase(SchoolOwned):
    """A case (дело): the journal of a class in a year. Made with its first step, whose `plan` it keeps.

    `year`, `class_group` null: it was kept on paper before the product, and is entered by hand. `sheets`, `index`,
    `number` (in the inventory) and `place` are known when it is handed over.
    """

    kind = models.CharField(max_length=10, choices=CaseKind, default=CaseKind.JOURNAL)
    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, null=True, related_name="cases")
    class_group = models.ForeignKey(ClassGroup, on_delete=models.PROTECT, null=True, related_name="cases")
    title = models.CharField(max_length=160)
    year_name = models.CharField(max_length=40)
    ended_on = models.DateField()
    plan = models.CharField(max_length=120, blank=True)
    sheets = models.PositiveIntegerField(null=True)
    index = models.CharField(max_length=40, blank=True)
    number = models.PositiveIntegerField(null=True)
    place = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "class_group"], condition=Q(kind="journal"), name="case_of_class_once"
            )
        ]
        indexes = [models.Index(fields=["school", "ended_on"], name="case_by_end")]

    @property
    def steps(self) -> Plan:
        """The plan as steps; of a case entered by hand none."""
        return tuple(Step(one) for one in self.plan.split(",") if one)


class CaseMove(SchoolOwned):
    """A step of a case taken, or given back. Never changed: what comes after it is a move of its own.

    `entry_id`: the newest entry of the journal's ledger at that moment; a later one puts the step out of date.
    `overridden`: what stood in the way and was passed over with the remark. Of PRINTED: `pages`, `sheets`, SHA-256
    `digest` of the file, `run_id` of its print. Of CERTIFIED: how, by whom, when signed. Of HANDED: the act.
    """

    case = models.ForeignKey(ArchiveCase, on_delete=models.PROTECT, related_name="moves")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=MoveKind)
    step = models.CharField(max_length=12, choices=Step)
    at = models.DateTimeField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    remark = models.CharField(max_length=500, blank=True)
    overridden = models.CharField(max_length=1000, blank=True)
    entry_id = models.BigIntegerField()
    pages = models.PositiveIntegerField(null=True)
    sheets = models.PositiveIntegerField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    run_id = models.BigIntegerField(null=True)
    signature = models.CharField(max_length=12, choices=Signature, blank=True)
    signatory = models.CharField(max_length=160, blank=True)
    signed_on = models.DateField(null=True)
    act = models.ForeignKey(TransferAct, on_delete=models.PROTECT, null=True, related_name="moves")

    class Meta:
        ordering = ["case", "number"]
        constraints = [models.UniqueConstraint(fields=["school", "case", "number"], name="case_move_once")]
