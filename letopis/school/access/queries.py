"""Who may sign in, with what state of the login, and what happened to it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from itertools import starmap
from typing import Any, Literal, NamedTuple

from allauth.mfa.models import Authenticator
from django.db.models import Q, QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.long_lists import LongList, cut
from letopis.kernel.policies import NONE
from letopis.kernel.rights import Right
from letopis.kernel.roles import Role
from letopis.kernel.statements import Each, Shape, statement
from letopis.kernel.text import search_key
from letopis.school.access import attempts, policy, rules
from letopis.school.access.authors import names_apart
from letopis.school.access.models import Account, AccountPerson, RoleAssignment
from letopis.school.history.models import Entry
from letopis.school.organisation.models import School, dated_on
from letopis.school.organisation.stored_settings import settings_of
from letopis.school.organisation.words import in_words_of, phrase, role_name
from letopis.school.people.finding import Word, words_sought
from letopis.school.people.former import borne
from letopis.school.people.models import Person, full_name
from letopis.school.people.namesakes import Named, Shown, full_names
from letopis.school.people.rules import has_left

CARDS = {"staff": "Работники", "student": "Обучающиеся", "guardian": "Родители"}
STATES = {
    "due": "Логина нет, а нужен",
    "none": "Без логина",
    "waits": "Листок не использован",
    "over": "Срок листка вышел",
    "active": "Входят сами",
    "blocked": "Вход запрещён",
}
MOST_WORDS = 5  # of a search
EVENTS = {
    "slip_issued": "Выдан листок с паролем",
    "password_compromised": "Пароль мог стать известен",
    "sessions_closed": "Закрыты все входы",
    "lock_lifted": "Снята блокировка входа",
    "second_factor_reset": "Снят вход с подтверждением",
    "account_blocked": "Вход запрещён",
    "account_unblocked": "Вход разрешён",
    "role_appointed": "Назначена роль",
    "role_ended": "Роль закончена",
}


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A person in the list of accounts. `login` "": none yet; `waits`: the slip was not used yet.

    `distinction` is what the name needs to be no other's of the list, "" for most.
    `slip_until`: the last day of such a slip; `is_over`: it opens nothing any more.
    """

    person_id: int
    full_name: str
    distinction: str
    cards: list[str]
    roles: list[str]
    login: str
    waits: bool
    slip_until: date | None
    is_over: bool
    last_login: datetime | None
    is_blocked: bool = False


@dataclass(frozen=True, slots=True)
class Appointment:
    """A role of the whole school, held from a day to a day."""

    id: int
    role: str
    label: str
    starts_on: date
    ends_on: date | None
    is_over: bool


@dataclass(frozen=True, slots=True)
class Event:
    """What was done to a login or a role, from the ledger."""

    at: datetime
    what: str
    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class AccountCard:
    """A person's login, roles and their story. `may_hold`: roles that may be offered today; `tries`: wrong ones."""

    row: AccountRow
    tries: attempts.State
    has_factor: bool
    may_hold: tuple[Role, ...]
    appointments: list[Appointment]
    events: list[Event]


class AccountsBy(Enum):
    """What the list of accounts is sorted by."""

    name = "sort_key"
    login = "login__account__username"
    last_login = "login__account__last_login"


def account_people(actor: Actor, *, search: str = "", card: str = "", state: str = "") -> LongList[AccountRow]:
    """Return the school's people by name with the state of their logins. Two queries a page. Raises NotVisible.

    Names that would be two people's say more. A former surname finds for who reads private data. `card` is one of
    CARDS, `state` one of STATES; anything else counts as no filter.
    """
    policy.require(actor, Right.READ_ACCOUNTS)
    asked: dict[str, Any] = {"words": search_key(search).split()[:MOST_WORDS], "card": card if card in CARDS else ""}
    asked["former"] = private = actor.may(Right.READ_PRIVATE) and actor.may(Right.READ_STAFF_PRIVATE)
    whose = {"school": actor.school_id, "day": today(), "person": None, "state": state if state in STATES else ""}
    sought = words_sought(search) if private else []
    return LongList(_people, whose | asked, AccountsBy, lambda rows: _rows(actor, list(starmap(_Person, rows)), sought))


def _rows(actor: Actor, people: "list[_Person]", sought: list[Word]) -> list[AccountRow]:
    names = full_names([Named(one.surname, one.name, one.patronymic, one.birth_date) for one in people])
    held = _held_by(actor, [one.pk for one in people])
    return [_row(one, held[one.pk], _told(one, shown, sought)) for one, shown in zip(people, names, strict=True)]


def _told(one: "_Person", shown: Shown, sought: list[Word]) -> str:
    """What tells from a namesake, and the former surname by which somebody was found."""
    name = full_name(one.surname, one.name, one.patronymic)
    once = borne(sought, name, one.former_surnames, today().year) if sought else ""
    return ", ".join(filter(None, (shown.distinction, once)))


def _held_by(actor: Actor, people: list[int]) -> dict[int, list[str]]:
    """Return the roles that people hold today by appointment. One query."""
    held: dict[int, list[str]] = {pk: [] for pk in people}
    for pk, role in _roles(actor.school_id, people, today()):
        held[pk].append(role)
    return held


@statement
def _roles(school: int, people: list[int], day: date) -> "QuerySet[RoleAssignment, tuple[int, str]]":
    rows = RoleAssignment.objects.filter(dated_on(day), school=school, person__in=people)
    return rows.order_by("role").values_list("person_id", "role")


class _Person(NamedTuple):
    """A person as the statement tells of one."""

    pk: int
    surname: str
    name: str
    patronymic: str
    birth_date: date | None
    staff: int | None
    student: int | None
    guardian: int | None
    dismissed_on: date | None
    link_id: int | None
    account_id: int | None
    login: str | None
    slip_until: date | None
    last_login: datetime | None
    is_blocked: bool | None
    former_surnames: str


@statement
def _people(  # noqa: PLR0917
    school: int,
    day: date,
    person: int | None,
    words: Each[str],
    former: Shape[bool],
    card: Shape[Literal["", "staff", "student", "guardian"]],
    state: Shape[Literal["", "due", "none", "waits", "over", "active", "blocked"]],
    by: Shape[AccountsBy],
    is_down: Shape[bool],
    first: int | None,
) -> "QuerySet[Person, tuple[Any, ...]]":
    rows = Person.objects.filter(school=school)
    if person is not None:
        rows = rows.filter(pk=person)
    for word in words:
        once = Q(former_key__contains=word) if former else NONE
        rows = rows.filter(Q(search_key__contains=word) | once | Q(login__account__username__startswith=word))
    if card:
        rows = rows.filter(**{f"{card}__isnull": False})
    slip = "login__account__slip_until"
    if state == "due":
        rows = rows.filter(policy.expected(day), login__isnull=True)
    elif state == "none":
        rows = rows.filter(login__isnull=True)
    elif state == "blocked":
        rows = rows.filter(login__is_blocked=True)
    elif state == "active":
        rows = rows.filter(**{f"{slip}__isnull": True}, login__isnull=False)
    elif state:
        rows = rows.filter(**{f"{slip}__lt" if state == "over" else f"{slip}__gte": day})
    names = ("pk", "surname", "name", "patronymic", "birth_date", "staff__pk", "student__pk", "guardian__pk")
    login = (
        "login__pk",
        "login__account_id",
        "login__account__username",
        slip,
        "login__account__last_login",
        "login__is_blocked",
        "former_surnames",
    )
    return cut(rows, by, is_down, first, *names, "staff__dismissed_on", *login)


def _row(one: _Person, held: list[str], distinction: str = "") -> AccountRow:
    return AccountRow(
        person_id=one.pk,
        full_name=full_name(one.surname, one.name, one.patronymic),
        distinction=distinction,
        cards=[label for card, label in _CARD_OF.items() if getattr(one, card) is not None],
        roles=[role_name(role) for role in held],
        login=one.login or "",
        waits=one.slip_until is not None,
        slip_until=one.slip_until,
        is_over=one.slip_until is not None and one.slip_until < today(),
        last_login=one.last_login,
        is_blocked=bool(one.is_blocked),
    )


def account_card(actor: Actor, person_id: int) -> AccountCard:
    """Return one person's login, roles and their story. Six queries. Raises NotVisible."""
    policy.require(actor, Right.READ_ACCOUNTS)
    asked: dict[str, Any] = {
        "words": (),
        "former": False,
        "card": "",
        "state": "",
        "by": AccountsBy.name,
        "is_down": False,
    }
    found = _people(school=actor.school_id, day=today(), person=person_id, first=None, **asked)
    if not found:
        raise NotVisible
    person = _Person(*found[0][:-1])
    held = _held_by(actor, [person_id])[person_id]
    appointments = list(
        RoleAssignment.objects.filter(school=actor.school_id, person=person_id).order_by("-starts_on", "-pk")
    )
    return AccountCard(
        row=_row(person, held),
        tries=attempts.state(person.login) if person.login else attempts.State(),
        has_factor=person.login is not None and Authenticator.objects.filter(user=person.account_id).exists(),
        may_hold=rules.may_hold(
            is_staff=person.staff is not None and not _is_dismissed(person),
            held=[Role(role) for role in held],
        ),
        appointments=[_appointment(one) for one in appointments],
        events=_events(actor.school_id, [person.link_id] if person.link_id else [], [one.pk for one in appointments]),
    )


def _is_dismissed(person: _Person) -> bool:
    return has_left(person.dismissed_on, today())


@dataclass(frozen=True, slots=True)
class Standing:
    """What signing in must know of an account's school. `is_over`: the slip's last day has passed there."""

    is_over: bool
    over: str
    shared_idle_minutes: int
    time_zone: str


def standing(account: Account) -> Standing:
    """Return how the account stands with its school (the first one, where it has several). One query."""
    link = AccountPerson.objects.filter(account=account).select_related("school").order_by("pk").first()
    school = link.school if link else School()
    day = account.slip_until
    is_over = day is not None and day < today(school.time_zone)
    with in_words_of(school.kind):
        over = phrase(
            "Срок пароля с листка вышел {day}. Попросите новый листок: семье выдаёт {tutor.nom}, работнику — оператор.",
            day=f"{day:%d.%m.%Y}" if day else "",
        )
    return Standing(is_over, over, settings_of(school).shared_idle_minutes, school.time_zone)


def closed(account_id: int) -> str:
    """Return why an account without a role is closed, in words for its owner; "" where it is not. One query.

    It is open to an employee who has no role yet: the hiring opens it (Т4.5.1), the load comes later.
    """
    rows = AccountPerson.objects.filter(account=account_id).select_related("school", "person__staff")
    links = list(rows.order_by("pk"))
    if not links or any(_is_open(link) for link in links):
        return ""
    school = links[0].school
    with in_words_of(school.kind):
        if any(link.is_blocked for link in links):
            return phrase("Вход запретил оператор {school.gen}. Обратитесь к нему.")
        return phrase(
            "Доступ закрыт: вы здесь уже не работаете, не учитесь, ребёнок выбыл, или согласие на обработку данных не "
            "записано. Записи {school.nom} хранит по закону; за выпиской и с вопросами обратитесь к оператору "
            "{school.gen}."
        )


def _is_open(link: AccountPerson) -> bool:
    staff = getattr(link.person, "staff", None)
    if link.is_blocked or staff is None:
        return False
    return rules.is_employed(staff.hired_on, staff.dismissed_on, today(link.school.time_zone))


_CARD_OF = {"staff": "работник", "student": "обучающийся", "guardian": "родитель"}


def _appointment(one: RoleAssignment) -> Appointment:
    return Appointment(
        id=one.pk,
        role=one.role,
        label=role_name(one.role),
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        is_over=one.ends_on is not None and one.ends_on < today(),
    )


def _events(school_id: int, link_ids: list[int], assignment_ids: list[int]) -> list[Event]:
    of_login = Q(kind="access.accountperson", object_id__in=link_ids)
    of_role = Q(kind="access.roleassignment", object_id__in=assignment_ids)
    entries = list(Entry.objects.filter(of_login | of_role, school=school_id).order_by("-id")[:100])
    names = names_apart(school_id, entries)
    return [
        Event(
            at=entry.at,
            what=_what(entry),
            who=names.get(entry.account_id, entry.actor_name) or role_name(entry.role),
            reason=entry.told_reason,
        )
        for entry in entries
    ]


def _what(entry: Entry) -> str:
    words = EVENTS.get(entry.action, "Заведено")
    role = (entry.after or {}).get("role")
    return f"{words}: {role_name(role).lower()}" if role else words
