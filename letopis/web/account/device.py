"""What a browser is known by at the sign-in page: a signed cookie that outlasts the session (OWASP, device cookie).

It holds no login and lets nobody in. It says which browser guesses, in which browsers a login has been signed in with
before, and whether the computer is shared; a shared one is never known to a login.
"""

import secrets
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from letopis.school.access.attempts import login_key

COOKIE = "device"
SALT = "letopis.device"
AGE = timedelta(days=400)  # what browsers keep at most
PATH = "/account/"
MOST = 12  # a family's, a staff room's


@dataclass(frozen=True, slots=True)
class Device:
    """A browser. `id` "": it brought no cookie. `used`: somebody has signed in here; `known`: digests of logins."""

    id: str = ""
    used: bool = False
    shared: bool = False
    known: tuple[str, ...] = ()

    def knows(self, login: str) -> bool:
        """Say whether its owner has signed in here as `login` before."""
        return login_key(login) in self.known

    def after(self, login: str, *, shared: bool) -> "Device":
        """Return the browser after `login` has signed in; on a shared computer it is forgotten."""
        key = login_key(login)
        known = [one for one in self.known if one != key]
        return replace(self, used=True, shared=shared, known=tuple(known if shared else [*known, key][-MOST:]))


def device_of(request: HttpRequest) -> Device:
    """Return the browser as its cookie tells, a nameless one where there is none or a forged one."""
    try:
        told: dict[str, Any] = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=int(AGE.total_seconds())
        )
        return Device(**{**told, "known": tuple(told["known"])})
    except (signing.BadSignature, KeyError, TypeError):
        return Device()


def keep(response: HttpResponse, device: Device) -> None:
    """Put the browser's cookie into the answer; a nameless one gets an id."""
    named = device if device.id else replace(device, id=secrets.token_urlsafe(16))
    response.set_cookie(
        COOKIE,
        signing.dumps(asdict(named), salt=SALT, compress=True),
        max_age=int(AGE.total_seconds()),
        path=PATH,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
