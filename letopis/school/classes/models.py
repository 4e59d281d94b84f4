"""Classes (groups of a college), who is in them and when, who leads them, subgroups.

Sources: Т4.4.4-5, А3.2.5, С3.2.
"""

from django.db import models
from django.db.models import F, Q

from letopis.school.classes.enums import OrderKind
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
    """Приказ о зачислении, переводе, выбытии."""

    kind = models.CharField(max_length=10, choices=OrderKind)
    number = models.CharField(max_length=40)
    date = models.DateField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "kind", "number", "date"], name="order_once")]


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
