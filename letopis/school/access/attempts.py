"""How often somebody may guess at a password: a limit hits the browser and the address that guess, not the owner.

After OWASP's device cookies: a browser in which the owner of a login has signed in before («known») is counted by
itself, whatever others try. Everybody else is counted by browser, by address and by login. A browser in which anybody
has ever signed in («settled») does not share the limit of its address: a whole school sits behind one. At an address
that the login was opened from before, only tries made there count against it: who guesses elsewhere shuts nobody out.

Counted in a table and not in the cache: a cache is culled, and what is culled there is a limit forgotten.
Sources: П4.2.3, Т5.2.9.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.utils.crypto import salted_hmac

from letopis.kernel.clock import now
from letopis.school.access.models import KnownPlace, SignInAttempt

SALT = "letopis.sign-in"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `amount` wrong tries in `window`. `name` is what the refusal says."""

    name: str
    amount: int
    window: timedelta


SHORT, LONG = timedelta(minutes=5), timedelta(hours=1)
KNOWN, KNOWN_LONG = Limit("device", 10, SHORT), Limit("device", 30, LONG)
PAIR = Limit("device", 5, SHORT)
DEVICE = Limit("device", 20, SHORT)
LOGIN = Limit("login", 30, LONG)
PLACE = Limit("device", 10, SHORT)
ADDRESS = Limit("address", 100, SHORT)
KEPT = LONG
PLACE_KEPT = timedelta(days=400)  # as long as a browser keeps its cookie


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who tries. `device`: the id in the browser's signed cookie, "" without one; `known` to the login; `settled`."""

    login: str
    address: str
    device: str = ""
    known: bool = False
    settled: bool = False


class Locked(Exception):
    """No further try. `name` says which limit it is, `until` when one may try again."""

    def __init__(self, name: str, until: datetime) -> None:
        super().__init__(name)
        self.name, self.until = name, until


@dataclass(frozen=True, slots=True)
class State:
    """How a login stands: wrong tries in the last hour from browsers not its own; when these may go on, None if now."""

    wrong: int = 0
    locked_until: datetime | None = None


def begin(visitor: Visitor) -> int:
    """Count a try as a wrong one beforehand and return its number for `forgive`; raises Locked.

    Counted first and weighed afterwards: of many tries at the same moment none slips through. Takes the same queries
    whether there is such a login or not.
    """
    rules = _rules(visitor)
    _weigh(rules, counted=0)
    attempt = SignInAttempt.objects.create(
        at=now(),
        login=login_key(visitor.login),
        device=_device_key(visitor),
        address=_key("address", visitor.address),
        is_known=visitor.known,
        is_settled=visitor.settled,
    )
    try:
        _weigh(rules, counted=1)
    except Locked:
        forgive(attempt.pk)
        raise
    return attempt.pk


def forgive(number: int) -> None:
    """The password was right: it was no wrong try."""
    SignInAttempt.objects.filter(pk=number).delete()


def remember(visitor: Visitor) -> None:
    """The owner has signed in here: others elsewhere shut nobody out at this address any more."""
    login, address = login_key(visitor.login), _key("address", visitor.address)
    KnownPlace.objects.update_or_create(login=login, address=address, defaults={"seen_at": now()})


def lift(logins: list[str]) -> None:
    """Forget the wrong tries at these logins: a new slip was handed out, or the operator has spoken with the owner.

    They go on counting for the browser and the address that guessed.
    """
    SignInAttempt.objects.filter(login__in=[login_key(one) for one in logins]).update(login="")


def state(login: str) -> State:
    """Return how a login stands. One query."""
    since = now() - LOGIN.window
    tries = SignInAttempt.objects.filter(login=login_key(login), is_known=False, at__gt=since)
    found = tries.aggregate(number=Count("pk"), first=Min("at"))
    is_locked = found["number"] >= LOGIN.amount
    return State(wrong=found["number"], locked_until=found["first"] + LOGIN.window if is_locked else None)


def purge() -> int:
    """Delete what no limit asks for any more; return how many tries."""
    KnownPlace.objects.filter(seen_at__lte=now() - PLACE_KEPT).delete()
    return SignInAttempt.objects.filter(at__lte=now() - KEPT).delete()[0]


def login_key(login: str) -> str:
    """A login as the table holds it: somebody may have typed a password into its field."""
    return _key("login", login)


def _device_key(visitor: Visitor) -> str:
    """Without a cookie all of an address are one browser: a real one has always got it with the page."""
    return _key("device", visitor.device) if visitor.device else _key("place", visitor.address)


def _key(kind: str, text: str) -> str:
    return salted_hmac(f"{SALT}.{kind}", text, algorithm="sha256").hexdigest()[:32]


def _weigh(rules: list[tuple[Limit, Q]], *, counted: int) -> None:
    """Raise Locked where a limit is reached; `counted`: this try is among those in the table. One query."""
    moment = now()
    touched = Q()
    asked: dict[str, Count | Min] = {}
    for number, (limit, condition) in enumerate(rules):
        tries = condition & Q(at__gt=moment - limit.window)
        touched |= tries
        asked |= {f"n{number}": Count("pk", filter=tries), f"first{number}": Min("at", filter=tries)}
    found = SignInAttempt.objects.filter(touched).aggregate(**asked)
    for number, (limit, _) in enumerate(rules):
        if found[f"n{number}"] - counted >= limit.amount:
            raise Locked(limit.name, found[f"first{number}"] + limit.window)


def _rules(visitor: Visitor) -> list[tuple[Limit, Q]]:
    """Which limits this visitor is under, and the tries that each of them counts. One query of a strange browser."""
    login, device = Q(login=login_key(visitor.login)), Q(device=_device_key(visitor))
    if visitor.known:
        own = login & device & Q(is_known=True)
        return [(KNOWN, own), (KNOWN_LONG, own)]
    strange = Q(is_known=False)
    here = Q(address=_key("address", visitor.address))
    at_login = login & strange & here if _is_known_place(visitor) else login & strange
    rules = [(PAIR, login & device & strange), (DEVICE, device & strange), (LOGIN, at_login)]
    if not visitor.settled:
        place = here & Q(is_settled=False) & strange
        rules += [(PLACE, login & place), (ADDRESS, place)]
    return rules


def _is_known_place(visitor: Visitor) -> bool:
    """Whether the login was opened from there before. One query, the same for a login that there is not."""
    places = KnownPlace.objects.filter(login=login_key(visitor.login), address=_key("address", visitor.address))
    return places.exists()
