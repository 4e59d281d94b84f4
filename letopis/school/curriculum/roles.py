"""Which roles an account holds today. Sources: П1.4, А1.5, А3.1.1-2, Т1.5, Т4.

It stands here, not in `access`, because who teaches follows from the courses: the highest table it reads.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import DateField, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value

from letopis.kernel.actor import Actor
from letopis.kernel.clock import local
from letopis.kernel.roles import Role
from letopis.school.access.models import AccountPerson
from letopis.school.classes.models import Membership
from letopis.school.curriculum.models import CourseTeacher
from letopis.school.organisation.models import AcademicYear, dated_on
from letopis.school.organisation.words import words_of
from letopis.school.organisation.zones import days_at
from letopis.school.people.models import Guardianship, initials

# What somebody starts in, first of those held: the school's own offices, the classroom, the family.
ORDER = (
    Role.DIRECTOR,
    Role.DEPUTY,
    Role.METHODOLOGIST,
    Role.OPERATOR,
    Role.SYSTEM_ADMINISTRATOR,
    Role.DISPATCHER,
    Role.STUDY_OFFICE,
    Role.PERSONNEL,
    Role.TEACHER,
    Role.TUTOR,
    Role.GUARDIAN,
    Role.STUDENT,
    Role.EXTERNAL,
)


@dataclass(frozen=True, slots=True)
class Place:
    """The school an actor works in, as a page's head shows it; `year_*`: the year under way, in summer the last."""

    id: int
    kind: str
    name: str
    short_name: str
    time_zone: str
    year_id: int | None
    year_name: str


@dataclass(frozen=True, slots=True)
class HeldRole:
    """One capacity an account may work in today. `label`: «Классный руководитель 7А»."""

    actor: Actor
    place: Place
    label: str

    @property
    def person_id(self) -> int | None:
        """The person behind the account in that school."""
        return self.actor.person_id

    @property
    def role(self) -> Role:
        """The role."""
        return self.actor.role


def roles_held(account_id: int, moment: datetime) -> list[HeldRole]:
    """Return every role of the account at `moment`, school by school, the one to start in first.

    A right begins and ends with the day of the school that gave it. One query; a school abroad may cost one more.
    """
    roles: dict[tuple[int, Role], HeldRole] = {}
    classes: dict[int, list[str]] = {}
    for row in _rows(account_id, moment):
        day = row["day"]
        for role in _roles_of(row, day):
            roles.setdefault((row["person_id"], role), _held(account_id, row, role))
        led = classes.setdefault(row["person_id"], [])
        if _leads(row, day) and row["led_name"] not in led:
            led.append(row["led_name"])
    held = [_named(one, classes[one.person_id or 0]) for one in roles.values()]
    return sorted(held, key=lambda one: (one.place.id, ORDER.index(one.role)))


def _rows(account_id: int, moment: datetime) -> list[dict[str, Any]]:
    """One row for each person × appointed role × class led, as of the school's day: a handful."""
    (usual, _), *others = days_at(moment).items()
    found = _rows_of(account_id, usual)
    if others:
        elsewhere = [zone for _, zones in others for zone in zones]
        parts = [_rows_of(account_id, day).filter(school__time_zone__in=zones) for day, zones in others]
        found = found.exclude(school__time_zone__in=elsewhere).union(*parts, all=True)
    rows = list(found)
    # A zone that is not Russian may have yet another day; every person has a row, whatever the day.
    strange = {row["school_id"]: _day_in(row, moment) for row in rows if row["day"] != _day_in(row, moment)}
    rows = [row for row in rows if row["school_id"] not in strange]
    for school_id, day in strange.items():
        rows += _rows_of(account_id, day).filter(school=school_id)
    return sorted(rows, key=lambda row: (row["pk"], row["led_key"] or ""))


def _day_in(row: dict[str, Any], moment: datetime) -> date:
    return local(moment, row["time_zone"]).date()


def _rows_of(account_id: int, day: date) -> QuerySet[Any, Any]:
    """The rows of _rows(), were it `day` in every school."""
    year = AcademicYear.objects.filter(school=OuterRef("school"), starts_on__lte=day).order_by("-starts_on")
    not_ended = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    of_now = Q(course__year__starts_on__gt=day) | Q(course__year=OuterRef("year_id"))
    taught = CourseTeacher.objects.filter(not_ended & of_now, school=OuterRef("school"), staff=OuterRef("staff_id"))
    studied = Membership.objects.filter(dated_on(day), school=OuterRef("school"))
    represented = Guardianship.objects.filter(
        dated_on(day),
        Exists(studied.filter(student=OuterRef("student"))),
        school=OuterRef("school"),
        guardian=OuterRef("guardian_id"),
    )
    rows = (
        AccountPerson.objects.filter(account=account_id)
        .annotate(
            appointed=FilteredRelation("person__roles", condition=dated_on(day, "person__roles__")),
            led=FilteredRelation("person__staff__tutored", condition=dated_on(day, "person__staff__tutored__")),
            year_id=Subquery(year.values("pk")[:1]),
            year_name=Subquery(year.values("name")[:1]),
            staff_id=F("person__staff__pk"),
            student_id=F("person__student__pk"),
            guardian_id=F("person__guardian__pk"),
        )
        .annotate(
            teaches=Exists(taught),
            represents=Exists(represented),
            studies=Exists(studied.filter(student=OuterRef("student_id"))),
            kind=F("school__kind"),
            name=F("school__name"),
            short_name=F("school__short_name"),
            time_zone=F("school__time_zone"),
            dismissed_on=F("person__staff__dismissed_on"),
            role=F("appointed__role"),
            led_name=F("led__class_group__name"),
            led_year_id=F("led__class_group__year_id"),
            led_from=F("led__class_group__year__starts_on"),
            led_key=F("led__class_group__sort_key"),
            day=Value(day, output_field=DateField()),
        )
    )
    found: QuerySet[Any, Any] = rows.order_by().values(*_COLUMNS, *_NAMES)
    return found


_NAMES = ("person__surname", "person__name", "person__patronymic")
_COLUMNS = (
    *("person_id", "school_id", "kind", "name", "short_name", "time_zone", "year_id", "year_name"),
    *("staff_id", "student_id", "guardian_id", "dismissed_on", "role", "led_name", "led_year_id", "led_from"),
    *("teaches", "represents", "studies", "pk", "led_key", "day"),
)


def _roles_of(row: dict[str, Any], day: date) -> Iterator[Role]:
    """А3.1.1: what comes from employment ends with the dismissal; what comes from a child or from studying does not."""
    if row["dismissed_on"] is None or row["dismissed_on"] >= day:
        if row["role"]:
            yield Role(row["role"])
        if row["teaches"]:
            yield Role.TEACHER
        if _leads(row, day):
            yield Role.TUTOR
    if row["represents"]:
        yield Role.GUARDIAN
    if row["studies"]:
        yield Role.STUDENT


def _leads(row: dict[str, Any], day: date) -> bool:
    """A class of a year that is over is nobody's any more, though the appointment was never ended."""
    return bool(row["led_name"]) and (row["led_year_id"] == row["year_id"] or row["led_from"] > day)


def _held(account_id: int, row: dict[str, Any], role: Role) -> HeldRole:
    actor = Actor(
        school_id=row["school_id"],
        role=role,
        account_id=account_id,
        person_id=row["person_id"],
        staff_id=row["staff_id"],
        student_id=row["student_id"],
        guardian_id=row["guardian_id"],
        name=initials(*(row[name] for name in _NAMES)),
    )
    place = Place(
        id=row["school_id"],
        kind=row["kind"],
        name=row["name"],
        short_name=row["short_name"],
        time_zone=row["time_zone"],
        year_id=row["year_id"],
        year_name=row["year_name"] or "",
    )
    return HeldRole(actor=actor, place=place, label=words_of(place.kind).role(role))


def _named(held: HeldRole, classes: list[str]) -> HeldRole:
    if held.role != Role.TUTOR:
        return held
    return replace(held, label=f"{held.label} {', '.join(classes)}")
