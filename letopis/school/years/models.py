"""Opening and closing a year: what was ticked and signed, which class goes on as which. Sources: А3.2.2, А3.2.5."""

from django.db import models
from django.db.models import F, Q

from letopis.school.classes.models import ClassGroup
from letopis.school.organisation.models import AcademicYear, SchoolOwned
from letopis.school.people.models import Person
from letopis.school.years.enums import Phase

SIGNED = "signed"


class YearStep(SchoolOwned):
    """A step of a procedure done by hand, or (`code` SIGNED) the signature under the whole of it.

    `done_at` null: taken back; the row stays, the ledger has both. `done_by` null: the program.
    """

    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="steps")
    phase = models.CharField(max_length=10, choices=Phase)
    code = models.CharField(max_length=20)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "year", "phase", "code"], name="year_step_once")]


class NextClass(SchoolOwned):
    """7А of one year goes on as 8А of the next: made with the next year, a proposal until students are promoted."""

    class_from = models.OneToOneField(ClassGroup, on_delete=models.PROTECT, related_name="goes_on")
    class_to = models.ForeignKey(ClassGroup, on_delete=models.PROTECT, related_name="came_from")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(class_from=F("class_to")), name="next_class_is_another")]
