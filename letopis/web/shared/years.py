"""The year a page works in: the one its address asks for, the one chosen by the switch, else the one under way.

The choice is kept in the session, so that every page honours it; what teachers and families do today asks
current_year() and never this.
"""

from dataclasses import dataclass

from django.http import Http404, HttpRequest

from letopis.kernel.actor import Actor
from letopis.kernel.rights import Right
from letopis.school.access.held import HeldRole
from letopis.school.organisation import queries
from letopis.school.organisation.models import AcademicYear
from letopis.school.organisation.queries import YearInHand
from letopis.web.shared.actors import ActorRequest
from letopis.web.shared.addresses import whole_number

KEPT = "year"
# Which year a form was opened for, where its address does not say: the switch may have been turned in another tab.
IN_YEAR = "in_year"


def year_of(request: ActorRequest) -> AcademicYear | None:
    """Return the year the page is about, None for a school without one. One query.

    `?year=`, or the field `in_year` of a form, goes before the switch. Raises NotVisible for a year of nobody's.
    """
    asked = whole_number(request.GET.get("year", "")) or whole_number(request.POST.get(IN_YEAR, ""))
    hand = queries.year_in_hand(request.actor.school_id, asked=asked, kept=_kept(request))
    request.year_in_hand = hand
    return hand.year


def need_year(request: ActorRequest) -> AcademicYear:
    """Return the year; 404 for a school without one, whose pages lead to opening it."""
    year = year_of(request)
    if year is None:
        raise Http404
    return year


def show_year(request: ActorRequest, year_id: int, name: str) -> None:
    """Say in the frame of which year the row of the page is, where it is not of the one under way."""
    request.year_shown = (year_id, name)


def keep_year(request: ActorRequest, year_id: int) -> AcademicYear:
    """Go on in a year of the school; the one under way is forgotten, so that the next follows by itself. One query."""
    hand = queries.year_in_hand(request.actor.school_id, asked=year_id)
    if hand.year is None:
        raise Http404
    if hand.is_running:
        request.session.pop(KEPT, None)
    else:
        request.session[KEPT] = [request.actor.school_id, hand.year.pk]
    return hand.year


def may_switch(actor: Actor) -> bool:
    """Whether somebody reads other years than the one under way: the office and those who read the whole school."""
    return actor.may(Right.READ_SCHOOL)


def _kept(request: ActorRequest) -> int | None:
    if not may_switch(request.actor):
        return None
    school_id, year_id = request.session.get(KEPT) or (None, None)
    return year_id if school_id == request.actor.school_id else None


# ── what the frame shows ──────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Switch:
    """The strip of a page that is about a year. `others`: id and name of the years to go on in; `back`: where to."""

    name: str
    is_running: bool
    running_name: str
    others: tuple[tuple[int, str], ...]
    back: str
    is_closed: bool = False


def switch_of(request: HttpRequest) -> Switch | None:
    """Return the strip of the page; None where the page is about no year, or the school has but one.

    A page with a form, or of one row, says in which year it is and has no switch: its row is of that year.
    """
    held: HeldRole | None = getattr(request, "held", None)
    if held is None or not may_switch(held.actor):
        return None
    if shown := getattr(request, "year_shown", None):
        place, (year_id, name) = held.place, shown
        is_other = place.year_id not in {None, year_id}
        return Switch(name, False, place.year_name, (), "") if is_other else None
    hand: YearInHand | None = getattr(request, "year_in_hand", None)
    return _switch(request, hand) if hand and hand.year and len(hand.years) > 1 else None


def _switch(request: HttpRequest, hand: YearInHand) -> Switch:
    match = request.resolver_match
    is_list = match is not None and not match.kwargs and not getattr(match.func, "takes_form", False)
    others = [(year.pk, year.name) for year in reversed(hand.years) if year is not hand.year] if is_list else []
    assert hand.year
    assert hand.running
    is_closed = hand.year.closed_at is not None
    return Switch(hand.year.name, hand.is_running, hand.running.name, tuple(others), request.path, is_closed)
