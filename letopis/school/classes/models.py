"""Classes (groups of a college), who is in them and when, who leads them, subgroups.

Sources: Т4.4.4-5, А3.2.5, С3.2.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q

from letopis.school.classes.enums import OrderKind, OrderStatus
from letopis.school.classes.rules import sort_key
from letopis.school.organisation.models import AcademicYear, Dated, Room, SchoolOwned, TermScheme
from letopis.school.people.models import Staff, Student


class ClassGroup(SchoolOwned):
    """Класс or учебная группа of one year. `grade` is the year of study (1-11; course 1-5 in a college)."""

    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="classes")
    scheme = models.ForeignKey(TermScheme, on_delete=models.PROTECT, related_name="classes")
    grade = models.PositiveSmallIntegerField()
    letter = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=40)
    profile = models.CharField(max_length=120, blank=True)
    shift = models.PositiveSmallIntegerField(default=1)
    room = models.ForeignKey(Room, on_delete=models.SET_NULL, null=True, blank=True, related_name="classes")
    sort_key = models.CharField(max_length=60)

    class Meta:
        ordering = ["sort_key"]
        constraints = [models.UniqueConstraint(fields=["school", "year", "name"], name="class_once")]

    def __str__(self) -> str:
        return self.name

    def renew_keys(self) -> None:
        """Derive the stored key from grade and letter."""
        self.sort_key = sort_key(self.grade, self.letter or self.name)


class ClassTutor(SchoolOwned, Dated):
    """Классный руководитель, куратор."""

    class_group = models.ForeignKey(ClassGroup, on_delete=models.PROTECT, related_name="tutors")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="tutored")

    class Meta:
        indexes = [models.Index(fields=["school", "staff"], name="tutor_by_staff")]


class Order(SchoolOwned):
    """Приказ о движении: who comes, goes and changes class. Signed, it has moved those of its lines (OrderLine).

    `effective_on` is the first day in the class that it leads to, of those who leave the last day in theirs.
    `version` grows with every change.
    """

    kind = models.CharField(max_length=20, choices=OrderKind)
    number = models.CharField(max_length=40, blank=True)
    date = models.DateField()
    effective_on = models.DateField()
    status = models.CharField(max_length=10, choices=OrderStatus, default=OrderStatus.SIGNED)
    cancels = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="cancelled_by")
    note = models.CharField(max_length=300, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["school", "-date"], name="orders_by_date")]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "kind", "number", "date"], condition=~Q(number=""), name="order_once"
            )
        ]


class OrderLine(SchoolOwned):
    """Whom an order moves: from which class and to which; none where somebody comes or goes.

    `effective_on`: another day than the order's. `applied_as` counts the school's signings: of one student's lines the
    later stands on the earlier. `effects`: what signing has written, for taking it back: rows of stays and of places in
    subgroups, each as [table, id, before, after], before and after as the ledger holds them.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="order_lines")
    class_from = models.ForeignKey(ClassGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    class_to = models.ForeignKey(ClassGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    effective_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    applied_as = models.PositiveIntegerField(null=True, blank=True)
    effects = models.JSONField(default=list, blank=True)

    class Meta:
        indexes = [models.Index(fields=["school", "student"], name="order_lines_of")]
        constraints = [models.UniqueConstraint(fields=["order", "student"], name="line_once")]

    @property
    def day(self) -> date:
        """The first day in the class that it leads to, of those who leave the last in theirs."""
        return self.effective_on or self.order.effective_on


class Membership(SchoolOwned, Dated):
    """A student in a class, from the first day to the last. The journal shows nobody outside these dates (Т5.2.3)."""

    class_group = models.ForeignKey(ClassGroup, on_delete=models.PROTECT, related_name="memberships")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="memberships")
    enrolled_by = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, blank=True, related_name="enrolled")
    left_by = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, blank=True, related_name="left")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["school", "class_group"], name="membership_by_class"),
            models.Index(fields=["school", "student"], name="membership_by_student"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "student", "class_group"], condition=Q(ends_on__isnull=True), name="membership_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="membership_ends_after_start"
            ),
        ]


class Subgroup(SchoolOwned):
    """A part of a class for a `division`: «иностранный язык» → «1 группа»; «труд» → «девочки»."""

    class_group = models.ForeignKey(ClassGroup, on_delete=models.PROTECT, related_name="subgroups")
    division = models.CharField(max_length=80)
    name = models.CharField(max_length=40)

    class Meta:
        ordering = ["division", "name"]
        constraints = [
            models.UniqueConstraint(fields=["school", "class_group", "division", "name"], name="subgroup_once")
        ]

    def __str__(self) -> str:
        return self.name


class SubgroupMembership(SchoolOwned, Dated):
    """A student in a subgroup, dated like membership in the class."""

    subgroup = models.ForeignKey(Subgroup, on_delete=models.PROTECT, related_name="memberships")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="subgroup_memberships")

    class Meta:
        indexes = [models.Index(fields=["school", "subgroup"], name="subgroup_members")]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "subgroup", "student"], condition=Q(ends_on__isnull=True), name="in_subgroup_once"
            )
        ]
