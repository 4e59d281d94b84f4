"""Handing out and renewing logins, appointing to roles. Sources: П3.1, П3.2.3, П3.3.4, П4.2.3, А3.2.4, С3.3, Т4.1.6."""

import os
from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import Q

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.dates import day_after, day_before
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.kernel.roles import Role
from letopis.school.access import attempts, policy, rules
from letopis.school.access.intake import put_roles
from letopis.school.access.models import Account, AccountPerson, RoleAssignment, Session
from letopis.school.access.register import ADMINISTRATORS
from letopis.school.access.touching import unconsented, untouchables
from letopis.school.history.intake import Occasion, Put
from letopis.school.history.ledger import Change, record, record_many
from letopis.school.history.tracking import snapshot
from letopis.school.organisation.models import School, lasting
from letopis.school.organisation.stored_settings import settings_of
from letopis.school.organisation.words import phrase
from letopis.school.people import policy as people
from letopis.school.people.models import Person
from letopis.school.people.namesakes import full_names

_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Slip:
    """Памятка с логином и паролем: the only place where the one-time password stands in clear.

    `distinction` is what the name needs to be no other's of those issued together, "" for most. `until`: the last day
    on which it opens the account, a day of the school.
    """

    person_id: int
    full_name: str
    login: str
    password: str
    until: date
    distinction: str = ""


# ── slips ─────────────────────────────────────────────────────────────


def issue_slips(actor: Actor, *, person_ids: Iterable[int], reason: str = "") -> list[Slip]:
    """Give each person a login with a one-time password, or a new password where there is a login; by name.

    Whoever had a login is signed out everywhere, and wrong tries at it are forgotten. Raises NotVisible for somebody
    who is not the actor's to serve, Refused for an account that is not the actor's to touch, for one's own and for a
    family without a consent (А3.1.2). Many at once, with those left out told: handing.hand_out().
    """
    persons = served(actor, person_ids)
    for lacking in unconsented(actor, persons):
        raise Refused(lacking.message, code=lacking.code)
    # A session left open must not be enough to take its own account over.
    if actor.person_id in {person.pk for person in persons}:
        raise Refused(
            "Себе листок не выдают: свой пароль меняют в настройках входа. Снимите отметку со своей строки.", code="own"
        )
    until = _last_day(actor)
    passwords = [rules.one_time_password() for _ in persons]
    # Before the transaction: hashing takes a core 40 ms a piece and nobody should wait for it with a lock held.
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        hashes = list(pool.map(make_password, passwords))
    for attempt in range(_ATTEMPTS):
        try:
            logins = _store(actor, persons, hashes, until, reason)
            break
        except IntegrityError:  # somebody else has just taken one of the logins
            if attempt == _ATTEMPTS - 1:
                raise
    names = full_names([person.named for person in persons])
    return [
        Slip(person.pk, person.full_name, logins[person.pk], password, until, shown.distinction)
        for person, password, shown in zip(persons, passwords, names, strict=True)
    ]


def report_compromise(actor: Actor, *, person_id: int, reason: str) -> Slip:
    """П4.2.3, А3.2.4: a password may have become known. Signs the person out everywhere and returns a new slip.

    The incident stays in the ledger with its reason. Raises NotVisible, Refused as issue_slips(), and without a reason.
    """
    reason = rules.told(reason, otherwise="Напишите, что произошло: это останется в истории.")
    (person,) = served(actor, [person_id])
    with transaction.atomic():
        link = AccountPerson.objects.filter(school=actor.school_id, person=person).first()
        if link is None:
            raise Refused("У этого человека ещё нет логина: выдайте листок.", code="no_login")
        record(actor, link, "password_compromised", before=snapshot(link), reason=reason)
        (slip,) = issue_slips(actor, person_ids=[person_id], reason=reason)
    return slip


def report_own_compromise(actor: Actor, *, session_key: str) -> None:
    """One's own password may have become known: other devices are signed out, a new one must be chosen at once.

    The old one is asked for: whoever found a session open must not take the account over with it.
    """
    with transaction.atomic():
        link = AccountPerson.objects.get(school=actor.school_id, person=actor.person_id)
        record(actor, link, "password_compromised", before=snapshot(link), reason="Сообщил владелец")
        Account.objects.filter(pk=link.account_id).update(must_change_password=True)
        end_sessions([link.account_id], but=session_key)


def close_sessions(actor: Actor, *, person_id: int) -> int:
    """Sign the person out on every device; returns on how many. Raises NotVisible, Refused as issue_slips()."""
    served(actor, [person_id])
    with transaction.atomic():
        link = AccountPerson.objects.filter(school=actor.school_id, person=person_id).first()
        if link is None:
            return 0
        record(actor, link, "sessions_closed", before=snapshot(link))
        return end_sessions([link.account_id])


def served(actor: Actor, person_ids: Iterable[int], *, of_others: bool = False) -> list[Person]:
    """Return the persons, by name, whose logins the actor may renew and close. Raises NotVisible, Refused.

    `of_others`: what is done is this school's own matter, other schools of the same account are not touched.
    """
    persons = persons_to_serve(actor, person_ids)
    for untouchable in untouchables(actor, persons, of_others=of_others):
        raise Refused(untouchable.message, code=untouchable.code)
    return persons


def _last_day(actor: Actor) -> date:
    school = School.objects.get(pk=actor.school_id)
    return today() + timedelta(days=settings_of(school).slip_days)


def persons_to_serve(actor: Actor, person_ids: Iterable[int]) -> list[Person]:
    """Return the persons by name, with `staff`. Raises NotVisible when one of them is not the actor's to serve."""
    ids = set(person_ids)
    found = Person.objects.filter(policy.visible(actor, today()), pk__in=ids)
    persons = list(found.select_related("staff").order_by("sort_key", "pk"))
    if len(persons) != len(ids):
        raise NotVisible
    return persons


def _store(actor: Actor, persons: list[Person], hashes: list[str], until: date, reason: str) -> dict[int, str]:
    """Write accounts, links and ledger in one transaction; return each person's login."""
    hash_of = {person.pk: hashed for person, hashed in zip(persons, hashes, strict=True)}
    with transaction.atomic():
        links = {
            link.person_id: link
            for link in AccountPerson.objects.filter(school=actor.school_id, person__in=persons)
            .select_related("account")
            .select_for_update(of=("self",))
        }
        _renew(actor, links, hash_of, until, reason)
        created = _create(actor, [person for person in persons if person.pk not in links], hash_of, until)
    return {person_id: link.account.username for person_id, link in links.items()} | created


def _renew(actor: Actor, links: dict[int, AccountPerson], hash_of: dict[int, str], until: date, reason: str) -> None:
    accounts = [link.account for link in links.values()]
    for person_id, link in links.items():
        link.account.password = hash_of[person_id]
        link.account.must_change_password, link.account.slip_until = True, until
    Account.objects.bulk_update(accounts, ["password", "must_change_password", "slip_until"], batch_size=500)
    end_sessions([account.pk for account in accounts])
    attempts.lift([account.username for account in accounts])
    record_many(
        actor,
        [Change(row=link, action="slip_issued", before=snapshot(link), reason=reason) for link in links.values()],
    )


def _create(actor: Actor, persons: list[Person], hash_of: dict[int, str], until: date) -> dict[int, str]:
    logins = _free_logins(persons)
    accounts = Account.objects.bulk_create(
        Account(username=logins[person.pk], password=hash_of[person.pk], must_change_password=True, slip_until=until)
        for person in persons
    )
    links = AccountPerson.objects.bulk_create(
        AccountPerson(school_id=actor.school_id, account=account, person=person)
        for account, person in zip(accounts, persons, strict=True)
    )
    record_many(actor, [Change(row=link, action="slip_issued") for link in links])
    return logins


def _free_logins(persons: list[Person]) -> dict[int, str]:
    bases = {person.pk: rules.login_base(person.surname, person.name) for person in persons}
    taken = _taken(sorted(set(bases.values())))
    logins = {}
    for person in persons:
        logins[person.pk] = rules.free_login(bases[person.pk], taken)
        taken.add(logins[person.pk])
    return logins


def _taken(bases: list[str], chunk: int = 200) -> set[str]:
    """Return the logins in use that begin like one of `bases`."""
    taken: set[str] = set()
    for start in range(0, len(bases), chunk):
        beginning = Q()
        for base in bases[start : start + chunk]:
            beginning |= Q(username__startswith=base)
        taken.update(Account.objects.filter(beginning).values_list("username", flat=True))
    return taken


def end_sessions(account_ids: Collection[int], but: str = "") -> int:
    """End the sessions of these accounts but the one of key `but`; return how many. Inside an action's transaction."""
    UserSession.objects.filter(user__in=account_ids).exclude(session_key=but).delete()
    ended, _ = Session.objects.filter(account__in=account_ids).exclude(session_key=but).delete()
    return ended


# ── roles ─────────────────────────────────────────────────────────────


def appoint(
    actor: Actor, *, person_id: int, role: Role, starts_on: date, ends_on: date | None = None, reason: str = ""
) -> RoleAssignment:
    """Appoint a person to a role for the whole school, from a day (to a day, both included).

    Raises NotVisible, or Refused: for a role that follows from courses, classes and children; for somebody not on the
    staff (unless external); for wrong dates; where the role is held on some of these days already.
    """
    policy.require(actor, Right.APPOINT)
    with transaction.atomic():
        person = Person.objects.filter(school=actor.school_id, pk=person_id).first()
        if person is None:
            raise NotVisible
        row = RoleAssignment(school_id=actor.school_id, person=person, role=role, starts_on=starts_on, ends_on=ends_on)
        put_roles(actor, [Put(row)], Occasion(reason=reason))
    return row


def end_appointment(actor: Actor, *, assignment_id: int, ends_on: date, reason: str = "") -> RoleAssignment:
    """End a role with `ends_on` as its last day.

    Raises NotVisible; Refused for a day before it began and for the last operator of the school.
    """
    policy.require(actor, Right.APPOINT)
    with transaction.atomic():
        assignment = RoleAssignment.objects.select_for_update().filter(school=actor.school_id, pk=assignment_id).first()
        if assignment is None:
            raise NotVisible
        # The day before the first: the appointment was a mistake and never counted.
        if ends_on < day_before(assignment.starts_on):
            raise Refused("Последний день раньше первого.", code="order", field="ends_on")
        _check_somebody_stays(assignment, ends_on)
        if assignment.ends_on is not None and ends_on > assignment.ends_on:
            people.require_another(actor, assignment.person_id, "Продлить роль для")
        put = Put.change(assignment)
        assignment.ends_on = ends_on
        put_roles(actor, [put], Occasion(reason=reason))
    return assignment


def _check_somebody_stays(assignment: RoleAssignment, ends_on: date) -> None:
    """Without an operator or administrator nobody could appoint the next one."""
    if assignment.role not in ADMINISTRATORS:
        return
    others = RoleAssignment.objects.filter(
        lasting(day_after(ends_on)), school=assignment.school_id, role__in=ADMINISTRATORS
    ).exclude(pk=assignment.pk)
    if not others.exists():
        raise Refused(phrase("Это последний оператор {school.gen}. Сначала назначьте другого."), code="last_keeper")
