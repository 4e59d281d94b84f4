"""Reads of checks and reports. Each says how many SQL queries it takes, whatever the size."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, DateTimeField, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, now, today
from letopis.kernel.rights import Right
from letopis.school.classes import policy
from letopis.school.classes.enums import OrderStatus
from letopis.school.classes.models import ClassGroup, ClassTutor, Membership, Order
from letopis.school.classes.queries import CardChange, card_changes
from letopis.school.organisation.models import dated_on
from letopis.school.people.namesakes import apart, full_names, longer
from letopis.school.people.staff_names import StaffNames
from letopis.school.tutoring.enums import ReportState
from letopis.school.tutoring.models import DataCheck, MovementReport
from letopis.school.tutoring.rules import is_due, month_before

# ── the monthly check ─────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A student of the class: the last check (None: never), whether another is due, what has changed since."""

    student_id: int
    name: str
    checked_at: datetime | None
    is_due: bool
    changes: tuple[CardChange, ...]


@dataclass(frozen=True, slots=True)
class ClassCheck:
    """The monthly check of a class."""

    id: int
    name: str
    lines: tuple[CheckLine, ...]
    may_check: bool

    @property
    def due(self) -> int:
        """How many are to be checked."""
        return sum(line.is_due for line in self.lines)


def class_check(actor: Actor, class_id: int) -> ClassCheck:
    """Return the students of a class whom the actor sees with what changed since the last check of each.

    Six queries, seven for who sees more than the own class. Raises NotVisible.
    """
    group, day = policy.class_for(actor, class_id), today()
    stays = list(_stays(group, day))
    private, health = (policy.may(actor, one, group) for one in (Right.READ_OWN_PRIVATE, Right.READ_OWN_HEALTH))
    checked = {stay.student_id: _checked(stay) for stay in stays}
    known = {stay.student_id: stay.student.person_id for stay in stays if checked[stay.student_id]}
    since = min((at for at in checked.values() if at), default=None)
    changed = card_changes(actor, known, since=since, private=private, health=health) if since else {}
    lines = [
        CheckLine(
            student_id=stay.student_id,
            name=shown.name,
            checked_at=(at := checked[stay.student_id]),
            is_due=is_due(local(at).date() if at else None, stay.starts_on, day),
            changes=tuple(one for one in changed.get(stay.student_id, ()) if at and one.at > at),
        )
        for stay, shown in zip(stays, full_names([stay.student.named for stay in stays]), strict=True)
    ]
    return ClassCheck(group.pk, group.name, tuple(lines), policy.may(actor, Right.CORRECT_OWN_CONTACTS, group))


def _stays(group: ClassGroup, day: date) -> "list[Membership]":
    last = DataCheck.objects.filter(student=OuterRef("student")).order_by("-at").values("at")[:1]
    rows = Membership.objects.filter(dated_on(day), class_group=group).select_related("student__person")
    named = rows.annotate(checked_at=Subquery(last, output_field=DateTimeField()))
    return list(named.order_by("student__person__sort_key", "student_id"))


def _checked(stay: Membership) -> datetime | None:
    at: datetime | None = stay.checked_at  # type: ignore[attr-defined]
    return at


def class_names(actor: Actor, class_id: int) -> tuple[str, list[tuple[int, str]]]:
    """Return the name of a class that the actor sees, and its students: id and name. Two queries. Raises NotVisible."""
    group = policy.class_for(actor, class_id)
    stays = _stays(group, today())
    names = full_names([stay.student.named for stay in stays])
    return group.name, [(stay.student_id, one.name) for stay, one in zip(stays, names, strict=True)]


@dataclass(frozen=True, slots=True)
class CheckState:
    """How a class stands: how many are to be checked, the day of the last check."""

    due: int
    last: date | None


def check_states(actor: Actor, class_ids: list[int]) -> dict[int, CheckState]:
    """Return by class how many of its students are to be checked, and when somebody checked last. One query.

    Who is in the class for less than a month, and was checked within one, is not counted.
    """
    day = today()
    month, since = check_bounds(day)
    fresh = DataCheck.objects.filter(student=OuterRef("student"), at__gte=since)
    last = DataCheck.objects.filter(class_group=OuterRef("class_group")).values("class_group")
    rows = (
        Membership.objects.filter(dated_on(day), school_id=actor.school_id, class_group__in=class_ids)
        .annotate(is_fresh=Exists(fresh))
        .values("class_group")
        .annotate(
            due=Count("pk", filter=Q(is_fresh=False, starts_on__lte=month)),
            last=Subquery(last.annotate(at_last=Max("at")).values("at_last"), output_field=DateTimeField()),
        )
    )
    return {
        row["class_group"]: CheckState(row["due"], local(row["last"]).date() if row["last"] else None)
        for row in rows.order_by("class_group")
    }


def check_bounds(day: date) -> tuple[date, datetime]:
    """Return the day by which one must have come to be asked about on `day`, the moment before which checks are old."""
    month = month_before(day)
    return month, datetime.combine(month + timedelta(days=1), time.min, local(now()).tzinfo)


def due_of_tutor(school: int, staff: int, day: date, month: date, since: datetime) -> QuerySet[ClassTutor]:
    """Return the classes that somebody leads on `day`, `due`: how many to check; `month`, `since`: check_bounds().

    For a statement of another page, beside what that asks for: no policy, the caller has one.
    """
    fresh = DataCheck.objects.filter(school_id=school, student=OuterRef("student"), at__gte=since)
    rows = Membership.objects.filter(
        dated_on(day), ~Exists(fresh), school_id=school, class_group=OuterRef("class_group"), starts_on__lte=month
    )
    count = rows.order_by().values("class_group").annotate(number=Count("pk")).values("number")
    led = ClassTutor.objects.filter(dated_on(day), school_id=school, staff_id=staff)
    return led.annotate(due=Coalesce(Subquery(count), 0)).order_by("class_group__sort_key", "pk")


# ── reports ───────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report as both sides see it."""

    id: int
    class_id: int
    class_name: str
    kind: str
    kind_label: str
    student_id: int | None
    name: str
    day: date
    note: str
    reported_by: str
    reported_at: datetime
    state: str
    state_label: str
    order: str
    order_id: int | None
    answer: str
    answered_by: str
    answered_at: datetime | None

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has answered."""
        return self.state == ReportState.WAITING


def reports(actor: Actor, *, class_id: int | None = None, waiting: bool = False) -> list[ReportRow]:
    """Return the reports of the classes that the actor sees, those that wait first, the last 200. One query."""
    seen = ClassGroup.objects.filter(policy.visible(actor, today()))
    rows = MovementReport.objects.filter(school_id=actor.school_id, class_group__in=seen.values("pk"))
    if class_id is not None:
        rows = rows.filter(class_group=class_id)
    if waiting:
        rows = rows.filter(state=ReportState.WAITING)
    rows = rows.select_related(
        "class_group", "student__person", "reported_by__person", "answered_by__person", "order"
    ).order_by("-reported_at", "-pk")
    found = _reports(list(rows[:200]))
    return sorted(found, key=lambda one: not one.is_waiting)


def report_of(actor: Actor, report_id: int) -> ReportRow | None:
    """Return a report of a class that the actor sees. One query."""
    return next((one for one in reports(actor) if one.id == report_id), None)


def waiting_reports(actor: Actor) -> int:
    """Return how many reports wait for the office's answer. One query."""
    if not actor.may(Right.KEEP_CLASSES):
        return 0
    return MovementReport.objects.filter(school_id=actor.school_id, state=ReportState.WAITING).count()


def order_choices(actor: Actor) -> list[tuple[int, str]]:
    """Return the signed orders to answer a report with, the latest first, the last 50. One query."""
    rows = Order.objects.filter(school_id=actor.school_id, status=OrderStatus.SIGNED).order_by("-date", "-pk")[:50]
    return [(row.pk, _order(row)) for row in rows]


def _order(row: Order | None) -> str:
    return f"{row.get_kind_display()}, № {row.number} от {row.date:%d.%m.%Y}" if row else ""


def _reports(rows: list[MovementReport]) -> list[ReportRow]:
    """Whoever is of one name in one class, and who reports and answers, is told apart. No query."""
    staff = StaffNames()
    for row in rows:
        for one in (row.reported_by, row.answered_by):
            if one:
                staff.note(one.pk, (one.person.surname, one.person.name, one.person.patronymic, one.position))
    students = {row.student.pk: (row.student.named, row.class_group.name) for row in rows if row.student}
    ladders = [longer(named) for named, _ in students.values()]
    shown = dict(zip(students, apart(ladders, [name for _, name in students.values()]), strict=True))
    return [_report(row, shown.get(row.student_id or 0, row.full_name), staff) for row in rows]


def _report(row: MovementReport, name: str, staff: StaffNames) -> ReportRow:
    return ReportRow(
        id=row.pk,
        class_id=row.class_group_id,
        class_name=row.class_group.name,
        kind=row.kind,
        kind_label=row.get_kind_display(),
        student_id=row.student_id,
        name=name,
        day=row.day,
        note=row.note,
        reported_by=staff[row.reported_by_id],
        reported_at=row.reported_at,
        state=row.state,
        state_label=row.get_state_display(),
        order=_order(row.order),
        order_id=row.order_id,
        answer=row.answer,
        answered_by=staff[row.answered_by_id],
        answered_at=row.answered_at,
    )
