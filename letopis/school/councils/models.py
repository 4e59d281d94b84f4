"""Councils, what they propose and decide, and academic debts (JRN-06). Sources: А3.2.4; 273-ФЗ, ст. 58, 59.

Nothing here is deleted but the composition of a council before it meets. `version` grows with every change, that of a
proposal with its decision's too: two secretaries are told of one another.
"""

from datetime import date as Date  # noqa: N812  a column has that name

from django.db import models
from django.db.models import Q

from letopis.school.classes.models import ClassGroup, Order
from letopis.school.councils.enums import (
    WITH_DEBTS,
    CouncilAbout,
    CouncilKind,
    CouncilState,
    DebtState,
    DecisionKind,
    RetakeState,
)
from letopis.school.curriculum.models import Course, Subject
from letopis.school.organisation.models import AcademicYear, SchoolOwned, Term
from letopis.school.people.models import Person, Staff, Student


class Council(SchoolOwned):
    """Педагогический совет, консилиум: a meeting that decides of students. `number` is that of its protocol.

    `term`: of which period, where it is about one.
    """

    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="councils")
    kind = models.CharField(max_length=12, choices=CouncilKind)
    about = models.CharField(max_length=10, choices=CouncilAbout)
    term = models.ForeignKey(Term, on_delete=models.PROTECT, null=True, blank=True, related_name="councils")
    number = models.CharField(max_length=20, blank=True)
    date = models.DateField()
    agenda = models.TextField(max_length=2000, blank=True)
    chair = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    secretary = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=CouncilState, default=CouncilState.PREPARED)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-date", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "year", "kind", "number"], condition=~Q(number=""), name="council_number_once"
            ),
            models.CheckConstraint(
                condition=Q(about="term", term__isnull=False) | (~Q(about="term") & Q(term__isnull=True)),
                name="council_of_a_term_names_it",
            ),
        ]

    @property
    def last_day(self) -> Date:
        """The last day of the period, or the year, that it is about."""
        return self.term.ends_on if self.term else self.year.ends_on

    @property
    def debts_arise_on(self) -> Date:
        """From when on the time of the debts is counted that it names: the end of the period, or its own day before."""
        return min(self.last_day, self.date)


class CouncilMember(SchoolOwned):
    """Who sits in a council, and whether they came."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="members")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="councils")
    is_present = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "council", "staff"], name="council_member_once")]


class Proposal(SchoolOwned):
    """What is proposed of a student. `proposed`: what the rules made of the marks; `kind`: what stands now.

    `grounds`: the failing subjects, [{"subject": id, "course": id or null, "name": "Алгебра", "mark": "2"}], then debts
    of before, without a `subject`.
    """

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="proposals")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="proposals")
    class_group = models.ForeignKey(ClassGroup, on_delete=models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=20, choices=DecisionKind)
    proposed = models.CharField(max_length=20, choices=DecisionKind, blank=True)
    clause = models.CharField(max_length=80, blank=True)
    grounds = models.JSONField(default=list, blank=True)
    missing = models.JSONField(default=list, blank=True)
    note = models.CharField(max_length=500, blank=True)
    is_withdrawn = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "council", "student"], name="proposal_once")]
        indexes = [models.Index(fields=["school", "student"], name="proposal_by_student")]

    @property
    def is_plain(self) -> bool:
        """Whether it is decided of together with others: nothing to settle, nothing missing, proposed by the marks."""
        return not self.grounds and not self.missing and self.kind == self.proposed and self.kind not in WITH_DEBTS


class Remark(SchoolOwned):
    """A colleague's word on a proposal, said before the meeting. Rows are added, never changed."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="remarks")
    author = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["school", "proposal"], name="remark_by_proposal")]


class Decision(SchoolOwned):
    """What was decided of a proposal, with the votes. `matter`: what it settles (rules.matter_of).

    Of one matter of a year a student has one decision in force: two councils at once cannot both decide unawares.
    `until`: the day by which the debts are to be settled. `order`: the draft that was made of it.
    """

    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="decision")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="decisions")
    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="decisions")
    matter = models.CharField(max_length=30)
    kind = models.CharField(max_length=20, choices=DecisionKind)
    votes_for = models.PositiveSmallIntegerField()
    votes_against = models.PositiveSmallIntegerField(default=0)
    votes_abstained = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=500, blank=True)
    until = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField()
    is_in_force = models.BooleanField(default=True)
    order = models.ForeignKey(Order, on_delete=models.SET_NULL, null=True, blank=True, related_name="decisions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "year", "student", "matter"],
                condition=Q(is_in_force=True),
                name="decision_in_force_once",
            )
        ]
        indexes = [models.Index(fields=["school", "student"], name="decision_by_student")]


class Acknowledgement(SchoolOwned):
    """«Ознакомлен(а)»: by a guardian or the student in the diary, or on paper (`noted_by`, `signed_on`)."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="acknowledgements")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="acknowledgements")
    at = models.DateTimeField()
    signed_on = models.DateField(null=True, blank=True)
    noted_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "decision", "person"], name="acknowledged_once")]


class AcademicDebt(SchoolOwned):
    """Академическая задолженность by a subject (273-ФЗ, ст. 58 ч. 2): of a period, or of the year where `term` is null.

    `mark`: what made it; `result`: what stands instead once it is settled.
    """

    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="academic_debts")
    class_group = models.ForeignKey(ClassGroup, on_delete=models.PROTECT, related_name="academic_debts")
    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="academic_debts")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, null=True, blank=True, related_name="academic_debts")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="academic_debts")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, null=True, blank=True, related_name="academic_debts")
    mark = models.CharField(max_length=4, blank=True)
    arisen_on = models.DateField()
    until = models.DateField()
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="debts")
    state = models.CharField(max_length=10, choices=DebtState, default=DebtState.OPEN)
    settled_on = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=4, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "student", "subject", "year", "term"],
                condition=Q(term__isnull=False),
                name="debt_of_term_once",
            ),
            models.UniqueConstraint(
                fields=["school", "student", "subject", "year"],
                condition=Q(term__isnull=True),
                name="debt_of_year_once",
            ),
        ]
        indexes = [
            models.Index(fields=["school", "class_group"], name="debt_by_class"),
            models.Index(fields=["school", "student"], name="debt_by_student"),
        ]


class Retake(SchoolOwned):
    """Пересдача: an attempt to settle a debt. `attempt` 2 is held by a commission (ст. 58 ч. 6)."""

    debt = models.ForeignKey(AcademicDebt, on_delete=models.PROTECT, related_name="retakes")
    attempt = models.PositiveSmallIntegerField()
    date = models.DateField()
    place = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=RetakeState, default=RetakeState.PLANNED)
    mark = models.CharField(max_length=4, blank=True)
    note = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["date", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "debt", "attempt"], condition=~Q(state="excused"), name="retake_attempt_once"
            ),
            models.CheckConstraint(condition=Q(attempt__in=(1, 2)), name="retake_twice_at_most"),
        ]


class Examiner(SchoolOwned):
    """Who takes a retake: one at the first attempt, a commission at the second."""

    retake = models.ForeignKey(Retake, on_delete=models.PROTECT, related_name="examiners")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="retakes")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "retake", "staff"], name="examiner_once")]
