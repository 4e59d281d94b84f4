"""Resolves request.actor: who is signed in, in which role, of which school."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user, logout
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from letopis.kernel.errors import NotVisible
from letopis.kernel.locks import is_locked
from letopis.school.access.actions import end_sessions
from letopis.school.access.held import HeldRole
from letopis.school.access.queries import closed
from letopis.school.organisation.enums import SchoolKind
from letopis.school.organisation.serving import serving
from letopis.web.shared.actors import set_actor, signed_in
from letopis.web.shared.keeping import AS
from letopis.web.shared.views import busy, not_found

# Pages that stay open to somebody who must first change a one-time password.
OPEN = ("account_change_password", "account_logout", "account_reauthenticate")


class AuthenticationMiddleware:
    """Sets request.user, asked for when somebody looks: who came with the session, else whom Django finds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: _user_of(request))  # type: ignore[assignment]
        return self.get_response(request)


def _user_of(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    known = signed_in(request)
    user: AbstractBaseUser | AnonymousUser = known[0] if known else get_user(request)
    # Asked for a dozen times in a request: from now on without a proxy between.
    request.user = user  # type: ignore[assignment]
    return user


class ActorMiddleware:
    """Sets request.actor (None for a stranger), and answers in the words and in the time of the actor's school.

    Turns NotVisible into 404 (rule 7 of the design) and a busy database into 503.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        set_actor(request)
        account_id = request.user.pk if request.user.is_authenticated else None
        if account_id and not request.roles and (why := closed(account_id)):  # type: ignore[attr-defined]
            return _end(request, account_id, why)
        if getattr(request.user, "must_change_password", False) and not _is_open(request):
            # A script that follows a redirect would take it for a lost network; 401 it tells as it is.
            return HttpResponse(status=401) if AS in request.headers else redirect("account_change_password")
        held: HeldRole | None = getattr(request, "held", None)
        with serving(*_school(held)):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 404 for what the actor may not see, 503 where somebody else writes to the database for long."""
        if isinstance(exception, NotVisible):
            return not_found(request, exception)
        if isinstance(exception, OperationalError) and is_locked(exception):
            return busy(request)
        return None


def _end(request: HttpRequest, account_id: int, why: str) -> HttpResponse:
    """Every session of a closed account ends, and the owner learns why (А3.1.1-2)."""
    logout(request)
    end_sessions([account_id])
    if AS in request.headers:
        return HttpResponse(status=401)
    messages.warning(request, why)
    return redirect(settings.LOGIN_URL)


def _school(held: HeldRole | None) -> tuple[str, str]:
    """Kind and zone of the school worked in; for whoever has none, a general school at the server's own place."""
    return (held.place.kind, held.place.time_zone) if held else (SchoolKind.GENERAL, settings.TIME_ZONE)


def _is_open(request: HttpRequest) -> bool:
    return request.path_info in {reverse(name) for name in OPEN}
