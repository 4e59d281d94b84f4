"""The frame of every page: its parts are rendered once for each role, and filled in for who asks.

Nothing of a person is kept: names, numbers, tokens and addresses stand in the kept parts as holes. What decides how a
part looks (rights, kind of school, the section one is in, the theme) is what it is kept by.
"""

import re
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import orjson
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, now
from letopis.kernel.rights import Right
from letopis.kernel.roles import Role
from letopis.school.access.held import HeldRole, SchoolOfRole
from letopis.school.organisation.enums import SchoolKind
from letopis.school.organisation.words import in_words_of, words_of
from letopis.web.shared import keeping, navigation, wording, years
from letopis.web.shared.context import choices, theme_of, token_of
from letopis.web.shared.freshness import passing

# Nobody can write a hole into a name: it is another word in every process.
_HOLE = secrets.token_hex(8)
_HOLES = re.compile(rf"{_HOLE}-(\w+)-")
# A child's number as it stands in a kept address; no row has it.
_CHILD = 10**18 - 1


# ── parts with holes ──────────────────────────────────────────────────


def hole(name: str) -> str:
    """Return what stands in a template's context for a value that is not known yet."""
    return f"{_HOLE}-{name}-"


@dataclass(frozen=True, slots=True)
class Part:
    """HTML with holes: texts, and between them the names of what goes there."""

    texts: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def of(cls, html: str) -> "Part":
        """Cut rendered HTML at its holes."""
        pieces = _HOLES.split(html)
        return cls(tuple(pieces[::2]), tuple(pieces[1::2]))

    def filled(self, values: Mapping[str, Any]) -> SafeString:
        """Return the part with the values in it, escaped unless they are safe. KeyError for a missing one."""
        escaped = {name: conditional_escape(values[name]) for name in set(self.names)}
        pieces = [self.texts[0]]
        for name, text in zip(self.names, self.texts[1:], strict=True):
            pieces += (escaped[name], text)
        return mark_safe("".join(pieces))  # noqa: S308


# ── sections ──────────────────────────────────────────────────────────


def sections(request: HttpRequest, template: str) -> SafeString:
    """Return a list of the sections of who asks, as shared/frame/<template>.html has it; "" for a stranger."""
    held: HeldRole | None = getattr(request, "held", None)
    if held is None:
        return _sections(template, _Look()).filled({"foot": ""})
    match = request.resolver_match
    led = led_class(request)
    child = match.kwargs.get("student_id") if match and held.actor.may(Right.READ_OWN_DIARY) else None
    # A page of many lists says itself which it belongs to.
    current = getattr(request, "stands_in", "") or (match and match.url_name) or ""
    look = _Look(held.place.kind, held.actor.rights, bool(led), child is not None, current)
    return _sections(template, look).filled({"led": led, "child": child or "", "foot": _foot(held.place)})


@dataclass(frozen=True, slots=True)
class _Look:
    """What the lists of sections depend on: the words, what one may do, whether a class and a child are one's own."""

    kind: str = SchoolKind.GENERAL
    rights: frozenset[Right] = frozenset()
    leads: bool = False
    has_child: bool = False
    current: str = ""


@lru_cache(maxsize=1024)
def _sections(template: str, look: _Look) -> Part:
    actor = Actor(school_id=0, role=Role.EXTERNAL, rights=look.rights)
    led, child = hole("led") if look.leads else "", _CHILD if look.has_child else None
    with in_words_of(look.kind):
        links = navigation.links_of(actor, look.current, led_class=led, student_id=child)
        find = navigation.address_for(actor, "find")
        html = render_to_string(f"shared/frame/{template}.html", {"links": links, "find": find, "foot": hole("foot")})
    # The side list has the way to the beginning as well; a menu of nothing is none.
    return Part.of(html.replace(str(_CHILD), hole("child")) if links or template == "navigation" else "")


def led_class(request: HttpRequest) -> str:
    """«7А» of «Классный руководитель 7А», among the roles that the account holds."""
    held: HeldRole = request.held  # type: ignore[attr-defined]
    roles: Iterable[HeldRole] = request.roles  # type: ignore[attr-defined]
    for one in roles:
        if one.role == Role.TUTOR and one.person_id == held.person_id:
            return one.label.removeprefix(f"{words_of(held.place.kind).role(one.role)} ")
    return ""


def _foot(place: SchoolOfRole) -> SafeString:
    return _foot_of(place.short_name, place.year_name)


@lru_cache(maxsize=256)
def _foot_of(short_name: str, year_name: str) -> SafeString:
    return render_to_string("shared/frame/foot.html", {"short_name": short_name, "year_name": year_name})


# ── who is signed in ──────────────────────────────────────────────────


def person(request: HttpRequest) -> SafeString:
    """Return the menu of who is signed in, "" for a stranger."""
    held: HeldRole | None = getattr(request, "held", None)
    if held is None:
        return SafeString()
    roles = choices(request.roles, held)  # type: ignore[attr-defined]
    form = tuple((one.role, one.is_current, bool(one.school)) for one in roles)
    values = {"name": held.actor.name, "role": held.label, "address": request.get_full_path()}
    values["csrf"] = token_of(request)
    for number, one in enumerate(roles):
        values |= {f"person{number}": str(one.person_id), f"label{number}": one.label}
        values[f"school{number}"] = wording.nbsp(one.school)
    return _person(form, theme_of(request)).filled(values)


@lru_cache(maxsize=512)
def _person(roles: Sequence[tuple[str, bool, bool]], theme: str) -> Part:
    lines = [
        {
            "person_id": hole(f"person{number}"),
            "role": role,
            "label": hole(f"label{number}"),
            "school": hole(f"school{number}") if has_school else "",
            "is_current": is_current,
        }
        for number, (role, is_current, has_school) in enumerate(roles)
    ]
    told = {name: hole(name) for name in ("name", "address")}
    context = {**told, "role_label": hole("role"), "roles": lines, "theme": theme, "csrf_token": hole("csrf")}
    return Part.of(render_to_string("shared/frame/person.html", context))


def who(request: HttpRequest) -> SafeString:
    """Return what the page's scripts know of whose page it is (keeping.who()); "" for a stranger."""
    held: HeldRole | None = getattr(request, "held", None)
    told = keeping.who(request, held.actor if held else None)
    if told is None:
        return SafeString()
    passing(request, told["secret"])
    # Numbers, digests, names of roles: nothing in it could end the element.
    return mark_safe(f'<script id="who" type="application/json">{orjson.dumps(told).decode()}</script>')  # noqa: S308


def messages(request: HttpRequest) -> SafeString:
    """Return what the last request left to say, "" for nothing."""
    waiting = get_messages(request)
    return render_to_string("shared/frame/messages.html", {"messages": waiting}) if len(waiting) else SafeString()


# ── the year ──────────────────────────────────────────────────────────


def year(request: HttpRequest) -> SafeString:
    """Return in which year the page is, with the way to the others; "" where that is no question."""
    switch = years.switch_of(request)
    if switch is None:
        return SafeString()
    return render_to_string("shared/frame/year.html", {"switch": switch, "csrf_token": token_of(request)})


# ── on paper ──────────────────────────────────────────────────────────


def print_head(request: HttpRequest) -> SafeString:
    """Return what stands above a printed page: the school and its year."""
    held: HeldRole | None = getattr(request, "held", None)
    return _print_head(held.place.short_name, held.place.year_name) if held else _print_head("", "")


@lru_cache(maxsize=256)
def _print_head(short_name: str, year_name: str) -> SafeString:
    return render_to_string("shared/frame/print_head.html", {"short_name": short_name, "year_name": year_name})


def print_foot(request: HttpRequest) -> SafeString:
    """Return what stands below a printed page: when, by whom, of which school."""
    held: HeldRole | None = getattr(request, "held", None)
    moment = passing(request, printed_at())
    if held is None:
        return _print_foot("").filled({"moment": moment})
    return _print_foot(held.place.short_name).filled({"moment": moment, "name": held.actor.name})


def printed_at() -> str:
    """Return «23 ноября 2026, 10:43»."""
    moment = local(now())
    return f"{wording.day_month(moment.date())} {moment:%Y, %H:%M}"


@lru_cache(maxsize=256)
def _print_foot(short_name: str) -> Part:
    name = hole("name") if short_name else ""
    context = {"short_name": short_name, "moment": hole("moment"), "name": name}
    return Part.of(render_to_string("shared/frame/print_foot.html", context))


# ── all of them ───────────────────────────────────────────────────────

PARTS: dict[str, Callable[[HttpRequest], str]] = {
    **{f"frame_{name}": partial(sections, template=name) for name in ("navigation", "sections", "search", "dock")},
    "frame_person": person,
    "frame_who": who,
    "frame_messages": messages,
    "frame_year": year,
    "frame_print_head": print_head,
    "frame_print_foot": print_foot,
    "csrf_token": token_of,
}


def part(context: Mapping[str, Any], name: str) -> str:
    """Return a part for a template; where the page itself is kept (kept_page.py), the hole that it goes into."""
    return mark_safe(hole(name)) if context.get("is_kept") else PARTS[name](context["request"])  # noqa: S308
