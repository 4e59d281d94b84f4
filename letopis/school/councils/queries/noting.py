"""What a debt that is noted by hand may be of."""

from dataclasses import dataclass

from django.db.models import QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.choices import Choice
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.classes.models import ClassGroup, Membership
from letopis.school.curriculum.models import Subject
from letopis.school.organisation.models import AcademicYear, Term
from letopis.school.people.models import Student


@dataclass(frozen=True, slots=True)
class OfPeriod:
    """A period that a debt may be of: «I четверть», «2025/2026 учебный год»."""

    year_id: int
    term_id: int | None
    name: str

    @property
    def key(self) -> str:
        """As a form sends it."""
        return f"{self.year_id}:{self.term_id or ''}"


@dataclass(frozen=True, slots=True)
class DebtChoices:
    """Whose debt is noted, and what may be chosen. `class_name` "": in no class, nothing may be noted."""

    student: str
    class_name: str
    subjects: tuple[Choice, ...]
    periods: tuple[OfPeriod, ...]


def debt_choices(actor: Actor, student_id: int) -> DebtChoices:
    """Return what the form offers of a student. Five queries. Raises NotVisible."""
    student = Student.objects.select_related("person").filter(school_id=actor.school_id, pk=student_id).first()
    if student is None or not actor.may(Right.KEEP_DEBTS):
        raise NotVisible
    group = class_of(student)
    subjects = Subject.objects.filter(school_id=actor.school_id).values_list("pk", "name")
    return DebtChoices(
        student=student.person.full_name,
        class_name=group.name if group else "",
        subjects=tuple(Choice(*row) for row in subjects),
        periods=_periods(group) if group else (),
    )


def class_of(student: Student) -> ClassGroup | None:
    """Return the class that somebody is in, or was in last. One query."""
    stays = Membership.objects.filter(student=student, starts_on__lte=today())
    last = stays.select_related("class_group__year").order_by("-starts_on", "-pk").first()
    return last.class_group if last else None


def years_until(group: ClassGroup) -> QuerySet[AcademicYear]:
    """Return the year of a class and those before, the last first."""
    years = AcademicYear.objects.filter(school_id=group.school_id, starts_on__lte=group.year.starts_on)
    return years.order_by("-starts_on")


def _periods(group: ClassGroup) -> tuple[OfPeriod, ...]:
    """What has begun of the class's year, that year, those before it."""
    terms = Term.objects.filter(scheme=group.scheme_id, starts_on__lte=today()).order_by("-starts_on")
    return (
        *(OfPeriod(group.year_id, term.pk, term.name) for term in terms),
        *(OfPeriod(year.pk, None, f"{year.name} учебный год") for year in years_until(group)),
    )
