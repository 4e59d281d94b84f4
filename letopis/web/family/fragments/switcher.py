"""Whose page it is, and the way to the other children of the account."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape as esc

from django.urls import reverse

from letopis.kernel.roles import Role
from letopis.kernel.text import plural
from letopis.school.diary.children import Child
from letopis.school.diary.policy import is_family
from letopis.web.shared.actors import ActorRequest
from letopis.web.shared.addresses import address
from letopis.web.shared.context import RoleChoice, choices, token_of
from letopis.web.shared.templatetags.letopis import icon
from letopis.web.shared.wording import nbsp

# Two names beside each other as long as they are short; more, or longer ones, in a menu.
SWITCHED = 2
SHORT = 36
_NEW = "новая отметка,новые отметки,новых отметок"


@dataclass(frozen=True, slots=True)
class Line:
    """A child as the switcher shows it; `new` marks."""

    label: str
    url: str
    is_open: bool
    new: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Capacities of the account in other organisations, and what a form there needs to be believed."""

    roles: Sequence[RoleChoice]
    csrf_token: str


def of_request(
    request: ActorRequest, children: Sequence[Child], child: Child, url_name: str, new: Mapping[int, int]
) -> str:
    """The same for who asks: a reader of the school sees whose child in whose class it is."""
    actor = request.actor
    label = child.label if is_family(actor) else ", ".join(filter(None, (child.full_name, child.class_name)))
    if actor.role != Role.GUARDIAN:
        return switcher(children, child, url_name, label, new, Elsewhere((), ""))
    roles = [one for one in choices(request.roles, request.held) if one.role == Role.GUARDIAN and not one.is_current]
    return switcher(children, child, url_name, label, new, Elsewhere(roles, token_of(request) if roles else ""))


def switcher(  # noqa: PLR0917
    children: Sequence[Child], child: Child, url_name: str, label: str, new: Mapping[int, int], elsewhere: Elsewhere
) -> str:
    """The name, for print and for the screen; two children side by side, more of them in a menu."""
    lines = [
        Line(one.label, address(url_name, one.id), one.id == child.id, new.get(one.id, 0))
        for one in (children if len(children) > 1 or elsewhere.roles else ())
    ]
    of_class = f", {esc(child.class_name)}" if child.class_name else ""
    name = f'<p class="print-only whose"><b>{esc(child.full_name)}</b>{of_class}</p>'
    if not lines:
        return f'{name}<p class="children note no-print"><span class="children__name">{esc(label)}</span></p>'
    is_short = len(lines) == SWITCHED and sum(len(one.label) for one in lines) <= SHORT
    has_switch = is_short and not elsewhere.roles
    return name + (_switch(lines) if has_switch else "") + _menu(lines, label, elsewhere, has_switch)


def _switch(lines: Sequence[Line]) -> str:
    shown = "".join(
        f'<a class="switch__item" href="{one.url}"{_current(one)}>{esc(one.label)}{_count(one.new, "new")}</a>'
        for one in lines
    )
    return f'<nav class="switch children children--wide no-print" aria-label="Ребёнок">{shown}</nav>'


def _menu(lines: Sequence[Line], label: str, elsewhere: Elsewhere, has_switch: bool) -> str:
    others = _count(sum(one.new for one in lines if not one.is_open), "new", " у других детей")
    return (
        f'<details class="menu children children--menu{" children--narrow" if has_switch else ""} no-print"><summary>'
        f'<span class="children__name">{esc(label)}</span>{others}{icon("down")}'
        '<span class="hidden-visually">выбрать ребёнка</span></summary>'
        f'<div class="menu__list">{"".join(map(_item, lines))}{_elsewhere(elsewhere)}</div></details>'
    )


def _item(one: Line) -> str:
    return (
        f'<a class="menu__item{"" if one.is_open else " menu__item--inset"}" href="{one.url}"{_current(one)}>'
        f'{icon("check") if one.is_open else ""}<span class="children__line">{esc(one.label)}</span>'
        f"{_count(one.new, 'new push')}</a>"
    )


def _current(one: Line) -> str:
    return ' aria-current="true"' if one.is_open else ""


def _count(new: int, css: str, whose: str = "") -> str:
    """New marks as a figure; what they are is read out."""
    if not new:
        return ""
    return f'<span class="{css}">{new}<span class="hidden-visually"> {plural(new, _NEW)}{whose}</span></span>'


def _elsewhere(elsewhere: Elsewhere) -> str:
    if not elsewhere.roles:
        return ""
    token = f'<input type="hidden" name="csrfmiddlewaretoken" value="{esc(elsewhere.csrf_token)}">'
    forms = "".join(
        f'<form method="post" action="{reverse("account_role")}">{token}'
        f'<input type="hidden" name="person" value="{role.person_id}">'
        f'<button class="menu__item menu__item--inset" name="role" value="{esc(role.role)}">{esc(nbsp(role.school))}'
        "</button></form>"
        for role in elsewhere.roles
    )
    return f'<hr><p class="menu__head">Дети в другой организации</p>{forms}'
