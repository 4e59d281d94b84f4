"""What every page knows: who asks, in which role, of which school. No query of its own: the middleware has asked."""

import secrets
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import CSRF_ALLOWED_CHARS, CSRF_SECRET_LENGTH, CSRF_TOKEN_LENGTH, get_token
from django.utils.functional import SimpleLazyObject

from letopis.school.access.held import HeldRole
from letopis.school.organisation.words import current
from letopis.web.shared.freshness import passing

# What a random byte means: a sign of a token, or nothing where there are not enough bytes for one more round of signs.
_ROUNDS = 256 // len(CSRF_ALLOWED_CHARS)
_LEFT_OVER = bytes(range(_ROUNDS * len(CSRF_ALLOWED_CHARS), 256))
_SIGNS = (CSRF_ALLOWED_CHARS * (_ROUNDS + 1))[:256].encode()
_PLACES = {sign: place for place, sign in enumerate(CSRF_ALLOWED_CHARS)}


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """A line of the role menu. `school` is named only where the account works in several."""

    person_id: int
    role: str
    label: str
    school: str
    is_current: bool


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of every template: `actor`, `role_label`, `roles` (RoleChoice), `school` (Place), its `words`,
    `theme`, `demo`, `csrf_token` (one for the whole answer).
    """
    held: HeldRole | None = getattr(request, "held", None)
    return {
        "actor": held.actor if held else None,
        "role_label": held.label if held else "",
        "roles": choices(getattr(request, "roles", []), held),
        "school": held.place if held else None,
        "theme": theme_of(request),
        "demo": settings.DEMO,
        "words": current(),
        "csrf_token": SimpleLazyObject(lambda: token_of(request)),
    }


def token_of(request: HttpRequest) -> str:
    """Return the CSRF token of this answer: masked anew for each, the same wherever it stands in one."""
    known: str | None = getattr(request, "csrf_masked", None)
    if known is None:
        known = passing(request, _masked(request))
        request.csrf_masked = known  # type: ignore[attr-defined]
    return known


def _masked(request: HttpRequest) -> str:
    """As Django's get_token(), in a tenth of the time: the mask comes of one question to the system, not of 32.

    The cookie is not sent again to who has it: its year begins with signing in, and no session lives as long.
    """
    secret: str = request.META.get("CSRF_COOKIE", "")
    if not secret or request.COOKIES.get(settings.CSRF_COOKIE_NAME) != secret:
        return get_token(request)
    mask = b""
    while len(mask) < CSRF_SECRET_LENGTH:
        # Four bytes for each sign, and those left over for none: every sign is as likely as another.
        mask += secrets.token_bytes(CSRF_TOKEN_LENGTH).translate(_SIGNS, _LEFT_OVER)
    mask = mask[:CSRF_SECRET_LENGTH]
    signs = CSRF_ALLOWED_CHARS
    cipher = "".join(
        [signs[(_PLACES[one] + _PLACES[chr(other)]) % len(signs)] for one, other in zip(secret, mask, strict=True)]
    )
    return mask.decode() + cipher


def choices(roles: list[HeldRole], current: HeldRole | None) -> list[RoleChoice]:
    """Return the lines of the role menu."""
    several = len({held.place.id for held in roles}) > 1
    return [
        RoleChoice(
            person_id=held.person_id or 0,
            role=str(held.role),
            label=held.label,
            school=held.place.short_name if several else "",
            is_current=held is current,
        )
        for held in roles
    ]


def theme_of(request: HttpRequest) -> str:
    """Return «light» or «dark» where the user chose one on this device, else "" (as the system says)."""
    chosen = request.COOKIES.get("theme", "")
    return chosen if chosen in {"light", "dark"} else ""
