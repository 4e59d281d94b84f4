"""Which roles an account holds today. Sources: П1.4, А1.5, А3.1.1-2, Т1.5, Т4.

Roles of the whole school are appointed here. Who teaches, leads a class, studies or stands for a child follows from
tables of the contexts above: each contributes its part of the one query as a Fact, registered when the program starts.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Case, F, Func, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat

from letopis.kernel.actor import Actor
from letopis.kernel.clock import local
from letopis.kernel.roles import ROLES_OF_PEOPLE, Role
from letopis.kernel.statements import statement
from letopis.school.access.models import Account, AccountPerson, RightOverride, RoleAssignment
from letopis.school.access.rights import of_text, rights_of
from letopis.school.access.rules import is_employed
from letopis.school.organisation.models import AcademicYear, dated_on
from letopis.school.organisation.words import words_of
from letopis.school.organisation.zones import days_at
from letopis.school.people.models import initials

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


class Joined(Func):
    """All values of a subquery's rows as one text, a line each, in no order. NULL where there are none."""

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, %(separator)s)"

    def __init__(self, expression: Any) -> None:
        super().__init__(expression, separator="'\n'")

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """GROUP_CONCAT: older SQLite has no STRING_AGG."""
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **extra)


def joined(rows: QuerySet[Any], expression: Any) -> Subquery:
    """Return `expression` of all `rows`, a line each, as a column of the outer query."""
    return Subquery(rows.order_by().annotate(joined=Joined(expression)).values("joined"))


@dataclass(frozen=True, slots=True)
class Fact:
    """What gives a role to a person, from the tables of one context.

    `holds(day)` is a column of AccountPerson rows, which have `school`, `person`, `staff_id`, `student_id`,
    `guardian_id` and `year_id` (the year under way, in summer the last): true or a text where the role is held. A text
    of joined() lines, each after a sort key and a tab, is what the role is of: «7А». What comes from employment begins
    with the hiring and ends with the dismissal (А3.1.1); what comes from a child or from studying does not.
    """

    role: Role
    holds: Callable[[date], Any]
    of_employment: bool


_facts: list[Fact] = []


def register(*facts: Fact) -> None:
    """Contribute what gives a role. Called once, by AppConfig.ready() of the context that has the tables."""
    _facts.extend(facts)


@dataclass(frozen=True, slots=True)
class SchoolOfRole:
    """The school an actor works in, as a page's head shows it; `year_*`: as running_of(): in summer the next one."""

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
    place: SchoolOfRole
    label: str

    @property
    def person_id(self) -> int | None:
        """The person behind the account in that school."""
        return self.actor.person_id

    @property
    def role(self) -> Role:
        """The role."""
        return self.actor.role


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What one statement tells of a session: its data as they are kept (signed), whose it is, every role held.

    Nothing of it may be believed before the data are checked: `account` is whom the row names.
    """

    session_data: str
    account: Account
    roles: list[HeldRole]


def signed_in(session_key: str, alive_at: datetime, moment: datetime) -> SignedIn | None:
    """Return whose the session is that is alive at `alive_at`, with the roles held at `moment`; None for nobody's.

    One query, see roles_held(). Nobody's is also that of an account without a person in any school.
    """
    rows = _rows(lambda **days: _of_session(session_key=session_key, alive_at=alive_at, **days), moment, _OF_SESSION)
    if not rows:
        return None
    account = Account.from_db(DEFAULT_DB_ALIAS, _OF_ACCOUNT, [rows[0][f"account__{name}"] for name in _OF_ACCOUNT])
    return SignedIn(rows[0]["data"], account, _roles(rows))


def roles_held(account_id: int, moment: datetime) -> list[HeldRole]:
    """Return every role of the account at `moment`, school by school, the one to start in first, with its rights.

    A right begins and ends with the day of the school that gave it. One query; a school abroad may cost one more.
    """
    return _roles(_rows(lambda **days: _of_account(account=account_id, **days), moment))


def names_by_role(school_id: int, moment: datetime) -> dict[Role, list[str]]:
    """Return who holds each role in the school at `moment`, of those with a login: names in order. One query."""
    names: dict[Role, list[str]] = {role: [] for role in ROLES_OF_PEOPLE}
    for row in _rows(lambda **days: _of_school(school=school_id, **days), moment):
        for role in _roles_of(row):
            names[role].append(_name(row))
    return {role: sorted(found) for role, found in names.items()}


# ── one row for each person ───────────────────────────────────────────

Row = dict[str, Any]


def _rows(ask: Callable[..., list[Any]], moment: datetime, more: tuple[str, ...] = ()) -> list[Row]:
    """One row for each person, as of the day of the person's school; `day` is that day."""
    (usual, _), *others = days_at(moment).items()
    other, zones = others[0] if others else (None, ())
    names = (*_COLUMNS, *_by_role(), *more)
    rows: list[Row] = [dict(zip(names, row, strict=True)) for row in ask(day=usual, other=other, elsewhere=zones)]
    for row in rows:
        row["day"] = local(moment, row["time_zone"]).date()
    # A zone that is not Russian may have yet another day; every person has a row, whatever the day.
    asked = [other if row["time_zone"] in zones else usual for row in rows]
    strange = {row["school_id"]: row["day"] for row, day in zip(rows, asked, strict=True) if row["day"] != day}
    rows = [row for row in rows if row["school_id"] not in strange]
    for school_id, day in strange.items():
        again = [dict(zip(names, row, strict=True), day=day) for row in ask(day=day, other=None, elsewhere=())]
        rows += [row for row in again if row["school_id"] == school_id]
    return rows


@statement
def _of_session(
    session_key: str, alive_at: datetime, day: date, other: date | None, elsewhere: Collection[str]
) -> QuerySet[Any, tuple[Any, ...]]:
    whose = Q(account__sessions__session_key=session_key, account__sessions__expire_date__gt=alive_at)
    return _on_days(whose, day, other, elsewhere, data=F("account__sessions__session_data"))


@statement
def _of_account(
    account: int, day: date, other: date | None, elsewhere: Collection[str]
) -> QuerySet[Any, tuple[Any, ...]]:
    return _on_days(Q(account=account), day, other, elsewhere)


@statement
def _of_school(
    school: int, day: date, other: date | None, elsewhere: Collection[str]
) -> QuerySet[Any, tuple[Any, ...]]:
    return _on_days(Q(school=school), day, other, elsewhere)


def _on_days(
    whose: Q, day: date, other: date | None, elsewhere: Collection[str], **more: F
) -> QuerySet[Any, tuple[Any, ...]]:
    """The rows of `whose`; where the zones `elsewhere` have another day, theirs are asked for as of that."""
    names = (*_COLUMNS, *_by_role(), *(_OF_SESSION if more else ()))

    def rows(on: date, where: Q) -> QuerySet[Any, Any]:
        found: QuerySet[Any, Any] = _rows_on(on).filter(whose, where).annotate(**more).values_list(*names)
        return found

    if other is None:
        return rows(day, Q())
    there = Q(school__time_zone__in=elsewhere)
    return rows(day, ~there).union(rows(other, there), all=True)


def _rows_on(day: date) -> QuerySet[Any, Any]:
    """The rows of everybody, were it `day` in every school."""
    year = AcademicYear.objects.filter(school=OuterRef("school"), starts_on__lte=day).order_by("-starts_on")
    appointed = RoleAssignment.objects.filter(dated_on(day), school=OuterRef("school"), person=OuterRef("person"))
    rows = AccountPerson.objects.annotate(
        year_id=Subquery(year.values("pk")[:1]),
        shown_year_id=_shown(day, "pk"),
        shown_year_name=_shown(day, "name"),
        staff_id=F("person__staff__pk"),
        student_id=F("person__student__pk"),
        guardian_id=F("person__guardian__pk"),
    ).annotate(
        appointed=joined(appointed, F("role")),
        overrides=joined(RightOverride.objects.filter(school=OuterRef("school")), _OVERRIDE),
        kind=F("school__kind"),
        name=F("school__name"),
        short_name=F("school__short_name"),
        time_zone=F("school__time_zone"),
        hired_on=F("person__staff__hired_on"),
        dismissed_on=F("person__staff__dismissed_on"),
        **{role: _any_of(facts, day) for role, facts in _by_role().items()},
    )
    return rows.order_by()


def _shown(day: date, column: str) -> Coalesce:
    """Of the year that pages are about on `day`: the one under way, in summer the next, after all of them the last."""
    years = AcademicYear.objects.filter(school=OuterRef("school"))
    ahead, last = years.filter(ends_on__gte=day).order_by("starts_on"), years.order_by("-starts_on")
    return Coalesce(Subquery(ahead.values(column)[:1]), Subquery(last.values(column)[:1]))


@cache
def _by_role() -> dict[Role, list[Fact]]:
    facts: dict[Role, list[Fact]] = {}
    for fact in _facts:
        facts.setdefault(fact.role, []).append(fact)
    return facts


def _any_of(facts: list[Fact], day: date) -> Any:
    """The first that holds: the database looks no further, and most teachers have courses."""
    if len(facts) == 1:
        return facts[0].holds(day)
    return Case(*(When(fact.holds(day), then=Value(True)) for fact in facts), default=Value(False))


_OVERRIDE = Concat(Case(When(is_given=True, then=Value("+")), default=Value("-")), F("right"), Value(" "), F("role"))
_NAMES = ("person__surname", "person__name", "person__patronymic")
_COLUMNS = (
    *(
        "person_id",
        "is_blocked",
        "school_id",
        "kind",
        "name",
        "short_name",
        "time_zone",
        "shown_year_id",
        "shown_year_name",
        "account_id",
    ),
    *("staff_id", "student_id", "guardian_id", "hired_on", "dismissed_on", "appointed", "overrides", *_NAMES),
)
_OF_ACCOUNT = tuple(field.attname for field in Account._meta.concrete_fields)
_OF_SESSION = ("data", *(f"account__{name}" for name in _OF_ACCOUNT))


def _roles_of(row: Row) -> dict[Role, str]:
    """Each role that the row's person holds, with what it is of: «7А, 7Б», "" for most. None of somebody blocked."""
    if row["is_blocked"]:
        return {}
    employed = is_employed(row["hired_on"], row["dismissed_on"], row["day"])
    found = {Role(role): "" for role in (row["appointed"] or "").split("\n") if role and employed}
    for role, (fact, *_) in _by_role().items():
        value = row[role]
        if value and (employed or not fact.of_employment):
            lines = sorted(set(value.split("\n"))) if isinstance(value, str) else []
            found.setdefault(role, ", ".join(line.partition("\t")[2] for line in lines))
    return found


def _roles(rows: list[Row]) -> list[HeldRole]:
    held = [_held(row, role, of) for row in rows for role, of in _roles_of(row).items()]
    return sorted(held, key=lambda one: (one.place.id, ORDER.index(one.role)))


def _held(row: Row, role: Role, of: str) -> HeldRole:
    actor = Actor(
        school_id=row["school_id"],
        role=role,
        account_id=row["account_id"],
        person_id=row["person_id"],
        staff_id=row["staff_id"],
        student_id=row["student_id"],
        guardian_id=row["guardian_id"],
        name=_name(row),
        rights=rights_of(role, of_text((row["overrides"] or "").replace("\n", ","))),
    )
    place = SchoolOfRole(
        id=row["school_id"],
        kind=row["kind"],
        name=row["name"],
        short_name=row["short_name"],
        time_zone=row["time_zone"],
        year_id=row["shown_year_id"],
        year_name=row["shown_year_name"] or "",
    )
    label = words_of(place.kind).role(role)
    return HeldRole(actor=actor, place=place, label=f"{label} {of}" if of else label)


def _name(row: Row) -> str:
    return initials(*(row[name] for name in _NAMES))
