"""Who may sign in, with what state of the login, and what happened to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.db.models import Prefetch, Q, QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.kernel.roles import Role
from letopis.kernel.text import search_key
from letopis.school.access import attempts, policy, rules
from letopis.school.access.models import Account, AccountPerson, RoleAssignment
from letopis.school.history.models import Entry
from letopis.school.organisation.models import School, dated_on
from letopis.school.organisation.settings import settings_of
from letopis.school.organisation.words import in_words_of, phrase, role_name
from letopis.school.people.models import Person
from letopis.school.people.namesakes import full_names

CARDS = {"staff": "Работники", "student": "Обучающиеся", "guardian": "Родители"}
STATES = {
    "none": "Без логина",
    "waits": "Листок не использован",
    "over": "Срок листка вышел",
    "active": "Входят сами",
}
EVENTS = {
    "slip_issued": "Выдан листок с паролем",
    "password_compromised": "Пароль мог стать известен",
    "sessions_closed": "Закрыты все входы",
    "lock_lifted": "Снята блокировка входа",
    "second_factor_reset": "Снят вход с подтверждением",
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


def account_people(actor: Actor, *, search: str = "", card: str = "", state: str = "") -> QuerySet[Person]:
    """Return the school's people by name, to be cut into pages and turned by account_rows(). Raises NotVisible.

    `card` is one of CARDS, `state` one of STATES; anything else counts as no filter.
    """
    policy.require(actor, Right.READ_ACCOUNTS)
    people = _people(actor)
    for word in search_key(search).split():
        people = people.filter(Q(search_key__contains=word) | Q(login__account__username__startswith=word))
    if card in CARDS:
        people = people.filter(**{f"{card}__isnull": False})
    if state == "none":
        people = people.filter(login__isnull=True)
    elif state == "active":
        people = people.filter(login__account__slip_until__isnull=True, login__isnull=False)
    elif state in STATES:
        term = {"login__account__slip_until__lt" if state == "over" else "login__account__slip_until__gte": today()}
        people = people.filter(**term)
    return people


def account_card(actor: Actor, person_id: int) -> AccountCard:
    """Return one person's login, roles and their story. Six queries. Raises NotVisible."""
    policy.require(actor, Right.READ_ACCOUNTS)
    person = _people(actor).filter(pk=person_id).first()
    if person is None:
        raise NotVisible
    appointments = list(
        RoleAssignment.objects.filter(school=actor.school_id, person=person).order_by("-starts_on", "-pk")
    )
    link = person.login if hasattr(person, "login") else None
    link_ids = [link.pk] if link else []
    return AccountCard(
        row=_row(person),
        tries=attempts.state(link.account.username) if link else attempts.State(),
        has_factor=link is not None and Authenticator.objects.filter(user=link.account_id).exists(),
        may_hold=rules.may_hold(
            is_staff=hasattr(person, "staff") and not _is_dismissed(person),
            held=[Role(one.role) for one in person.held],  # type: ignore[attr-defined]
        ),
        appointments=[_appointment(one) for one in appointments],
        events=_events(actor.school_id, link_ids, [one.pk for one in appointments]),
    )


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


def _people(actor: Actor) -> QuerySet[Person]:
    held = RoleAssignment.objects.filter(dated_on(today()), school=actor.school_id).order_by("role")
    return (
        Person.objects.filter(school=actor.school_id)
        .select_related("staff", "student", "guardian", "login__account")
        .prefetch_related(Prefetch("roles", queryset=held, to_attr="held"))
        .order_by("sort_key", "pk")
    )


def account_rows(found: Iterable[Person]) -> list[AccountRow]:
    """Return the lines of people with the state of their logins; names that would be two people's say more."""
    people = list(found)
    names = full_names([person.named for person in people])
    return [_row(person, one.distinction) for person, one in zip(people, names, strict=True)]


def _row(person: Person, distinction: str = "") -> AccountRow:
    account: Account | None = person.login.account if hasattr(person, "login") else None
    return AccountRow(
        person_id=person.pk,
        full_name=person.full_name,
        distinction=distinction,
        cards=[label for name, label in _CARD_OF.items() if hasattr(person, name)],
        roles=[role_name(one.role) for one in person.held],  # type: ignore[attr-defined]
        login=account.username if account else "",
        waits=bool(account and account.slip_until),
        slip_until=account.slip_until if account else None,
        is_over=bool(account and account.slip_until and account.slip_until < today()),
        last_login=account.last_login if account else None,
    )


def _is_dismissed(person: Person) -> bool:
    return person.staff.dismissed_on is not None and person.staff.dismissed_on < today()


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
    entries = Entry.objects.filter(of_login | of_role, school=school_id).order_by("-id")[:100]
    return [
        Event(at=entry.at, what=_what(entry), who=entry.actor_name or role_name(entry.role), reason=entry.told_reason)
        for entry in entries
    ]


def _what(entry: Entry) -> str:
    words = EVENTS.get(entry.action, "Заведено")
    role = (entry.after or {}).get("role")
    return f"{words}: {role_name(role).lower()}" if role else words
