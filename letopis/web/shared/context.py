"""What every page knows: who asks, in which role, of which school. No query of its own: the middleware has asked."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.functional import SimpleLazyObject

from letopis.school.access.held import HeldRole
from letopis.school.organisation.words import current
from letopis.web.shared.freshness import passing


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
        known = passing(request, get_token(request))
        request.csrf_masked = known  # type: ignore[attr-defined]
    return known


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
