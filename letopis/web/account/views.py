"""The account of the one who is signed in: role, look, security."""

from datetime import timedelta
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.views import LoginView
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import list_usersessions
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from letopis.school.access.actions import report_own_compromise
from letopis.web.account.demo import demo_logins
from letopis.web.account.device import COOKIE, device_of, keep
from letopis.web.shared.actors import ActorRequest, for_rights, switch_role
from letopis.web.shared.addresses import whole_number

THEMES = {"light": "Светлые", "dark": "Тёмные", "": "Как в системе"}


# Addresses and devices of the owner: the password once more. «Сообщить и сменить» closes the others without it.
sessions = reauthentication_required(list_usersessions)


class SignIn(LoginView):  # type: ignore[misc]
    """Sign-in; in the showroom with one login for each role."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Give a browser that comes for the first time its cookie."""
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        if not device_of(request).id and COOKIE not in response.cookies:
            keep(response, device_of(request))
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the logins of the demo school."""
        return {**super().get_context_data(**kwargs), "demo_logins": demo_logins()}


def closed(request: HttpRequest, rest: str) -> HttpResponse:
    """Registration, e-mail addresses and reset by e-mail: accounts are issued and renewed by the school (П3.2.3)."""
    raise Http404


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Settings of the account: password, two-factor, sessions, theme; says so when no role is held any more."""
    if not request.user.is_authenticated:
        return redirect(settings.LOGIN_URL)
    context = {
        "themes": THEMES.items(),
        "has_second_factor": is_mfa_enabled(request.user),
        "session_count": UserSession.objects.filter(user=request.user).count(),
    }
    return render(request, "account/settings.html", context)


@require_POST
def role(request: HttpRequest) -> HttpResponse:
    """Go on in another role held by the account; 404 for any other."""
    person_id = whole_number(request.POST.get("person", ""))
    if person_id is None:
        raise Http404
    switch_role(request, person_id, request.POST.get("role", ""))
    return redirect("start")


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the theme on this device: a phone in the dark and the school's screen need not agree."""
    chosen = request.POST.get("theme", "")
    if chosen not in THEMES:
        raise Http404
    response = redirect(_back(request))
    if chosen:
        year = int(timedelta(days=365).total_seconds())
        response.set_cookie("theme", chosen, max_age=year, samesite="Lax", httponly=True, secure=settings.HTTPS)
    else:
        response.delete_cookie("theme")
    return response


@require_POST
@for_rights()
def compromised(request: ActorRequest) -> HttpResponse:
    """The owner tells that the password may have become known: other sessions end now, the old password is asked for.

    П4.2.3.
    """
    report_own_compromise(request.actor, session_key=request.session.session_key or "")
    return redirect("account_change_password")


def _back(request: HttpRequest) -> str:
    """Return the page the form stood on, when it is one of ours."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return target
    return "account_settings"
