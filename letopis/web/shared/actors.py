"""Who asks for a page: the role of this request, the guard of views, switching to another role held."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.rights import Right
from letopis.school.access.held import HeldRole, roles_held
from letopis.school.access.models import Account
from letopis.school.access.sessions import SessionStore
from letopis.school.organisation.queries import YearInHand

P = ParamSpec("P")
SESSION_KEY = "role"


class ActorRequest(HttpRequest):
    """A request of somebody signed in and working in a role, as views behind `for_rights` get it."""

    actor: Actor
    held: HeldRole
    roles: list[HeldRole]
    # Of pages that are about a year: letopis.web.shared.years.
    year_in_hand: YearInHand
    year_shown: tuple[int, str]
    # Of a page that is about rows of many lists: the name of the address whose section it belongs to.
    stands_in: str


def set_actor(request: HttpRequest) -> None:
    """Set request.roles (all held now), request.held (the one worked in) and request.actor; None for a stranger.

    One query for somebody signed in: session, account and roles. Asked anew each time, so that a right withdrawn is
    gone with the next request.
    """
    roles: list[HeldRole] = []
    account_id = request.user.pk if request.user.is_authenticated else None
    if account_id is not None:
        known = signed_in(request)
        roles = known[1] if known and known[0].pk == account_id else roles_held(account_id, now())
    held = _chosen(request, roles)
    request.roles = roles  # type: ignore[attr-defined]
    request.held = held  # type: ignore[attr-defined]
    request.actor = held.actor if held else None  # type: ignore[attr-defined]


def signed_in(request: HttpRequest) -> tuple[Account, list[HeldRole]] | None:
    """Return who came with the session and the roles held, as read with it; None where nobody did, or it is unsure."""
    if not request.session.session_key:
        return None
    # Reading anything of it reads it.
    request.session.get(SESSION_KEY)
    return request.session.signed_in() if isinstance(request.session, SessionStore) else None


def _chosen(request: HttpRequest, roles: list[HeldRole]) -> HeldRole | None:
    if not roles:
        return None
    kept = request.session.get(SESSION_KEY)
    return next((held for held in roles if _key(held) == kept), roles[0])


def _key(held: HeldRole) -> list[Any]:
    return [held.person_id, str(held.role)]


def switch_role(request: HttpRequest, person_id: int, role: str) -> None:
    """Go on in another role, kept in the session. Raises Http404 for a role that is not held."""
    for held in getattr(request, "roles", []):
        if _key(held) == [person_id, role]:
            request.session[SESSION_KEY] = _key(held)
            return
    raise Http404


def for_rights(
    *rights: Right,
) -> Callable[
    [Callable[Concatenate[ActorRequest, P], HttpResponseBase]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]
]:
    """Guard a view. A stranger goes to sign in and comes back; for who has none of `rights` the page does not exist.

    Without arguments everybody signed in may enter. Whose rows the page may show is checked in actions and queries.
    """

    def decorate(
        view: Callable[Concatenate[ActorRequest, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            actor: Actor | None = getattr(request, "actor", None)
            if actor is None:
                return _stranger(request)
            if rights and not actor.may(*rights):
                raise Http404
            return view(request, *args, **kwargs)  # type: ignore[arg-type]

        # Links ask it: a page that does not exist for somebody is not offered to them.
        guarded.rights = rights  # type: ignore[attr-defined]
        return guarded

    return decorate


def _stranger(request: HttpRequest) -> HttpResponse:
    """Somebody signed in whose roles have all ended learns that on the account page."""
    if request.user.is_authenticated:
        return redirect("account_settings")
    return redirect_to_login(request.get_full_path())
