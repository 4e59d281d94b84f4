"""Template tags and filters of the product, builtin in every template."""

from datetime import date, datetime
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.conf import settings
from django.contrib.messages import constants as level
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, now
from letopis.kernel.clock import today as clock_today
from letopis.kernel.rights import Right
from letopis.kernel.text import plural as agreed
from letopis.school.people.rules import phone_text, snils_text
from letopis.web.shared import addresses, frame, navigation, screens, wording, years
from letopis.web.shared.markup import shown

register = template.Library()

# Shape and colour of each state; the word is the page's. Colour never stands alone.
STATES = {
    "now": ("now", "state--now"),
    "ok": ("check", "state--ok"),
    "open": ("open", "state--warn"),
    "ahead": ("wait", ""),
    "offline": ("wait", "state--warn"),
    "saving": ("saving", "state--now"),
    "conflict": ("alert", "state--danger"),
    "danger": ("alert", "state--danger"),
    "warn": ("open", "state--warn"),
    "info": ("info", ""),
    "swap": ("swap", ""),
}
ALERTS = {"info": "info", "ok": "check", "warn": "open", "danger": "alert"}
_OF_LEVEL = {level.SUCCESS: "ok", level.WARNING: "warn", level.ERROR: "danger"}


@register.filter
def address(pk: int, name: str) -> str:
    """`{{ lesson.id|address:"lesson" }}`: as `{% url %}` with one id, in a third of the time; for hot pages."""
    return addresses.address(name, pk)


# ── words and figures ─────────────────────────────────────────────────


@register.filter
def plural(number: Any, forms: str) -> str:
    """`{{ n|plural:"урок,урока,уроков" }}`: the noun alone."""
    return agreed(int(number or 0), forms)


@register.filter
def counted(number: Any, forms: str) -> str:
    """`{{ n|counted:"урок,урока,уроков" }}`: «4 урока»."""
    return wording.counted(int(number or 0), forms)


@register.filter
def number(value: Any) -> str:
    """«2 124», «4,75»."""
    return "" if value is None or value == "" else wording.number_text(value)


@register.filter
def decimal_comma(value: Any, places: int = 2) -> str:
    """«4,75»."""
    return wording.decimal_comma(value, places)


@register.filter
def day_month(day: date | None) -> str:
    """«23 ноября»."""
    return wording.day_month(day) if day else ""


@register.filter
def day_month_year(day: date | None) -> str:
    """«23 ноября 2026 г.»."""
    return wording.day_month_year(day) if day else ""


@register.filter
def weekday_day(day: date | None) -> str:
    """«Понедельник, 23 ноября»."""
    return wording.weekday_day(day) if day else ""


@register.filter
def short_day(day: date | None) -> str:
    """«пн 23 ноября»."""
    return wording.short_day(day) if day else ""


@register.filter
def days_until(first: date, last: date) -> str:
    """`{{ first|days_until:last }}`: «23–28 ноября»."""
    return wording.days_between(first, last)


@register.filter
def left(until: date | None) -> str:
    """«осталось 2 дня» from today on."""
    return wording.left(until, clock_today()) if until else ""


@register.filter
def ago(moment: date | datetime | None) -> str:
    """«сегодня», «вчера», «20 ноября» for a date; «сегодня в 13:20» for a moment."""
    if moment is None:
        return ""
    if isinstance(moment, datetime):
        return wording.moment_ago(local(moment), local(now()))
    return wording.ago(moment, clock_today())


@register.filter
def nbsp(text: Any) -> str:
    """Tie № and § to their number."""
    return wording.nbsp(str(text or ""))


@register.filter
def grouped(text: str) -> str:
    """`{{ digest|grouped }}`: by four signs, so that it may be compared and broken."""
    return wording.grouped(text)


@register.filter
def initials(full_name: str) -> str:
    """«Орлова Е. В.»."""
    return wording.initials(full_name) if full_name else ""


@register.filter
def academic_year(name: str) -> str:
    """«2026/27» for «2026/2027» and «2026-2027»."""
    return wording.academic_year(name)


@register.filter
def of_term(name: str) -> str:
    """«II четверти»."""
    return wording.of_term(name)


@register.filter
def lower_first(text: str) -> str:
    """«контрольная работа»."""
    return wording.lower_first(text)


@register.filter
def size(value: int) -> str:
    """«1,2 МБ»."""
    return wording.size_text(value)


@register.filter
def phone(value: str) -> str:
    """«+7 900 123-45-67»."""
    return phone_text(value or "")


@register.filter
def snils(value: str) -> str:
    """«123-456-789 00»."""
    return snils_text(value or "")


# ── parts ─────────────────────────────────────────────────────────────


@register.simple_tag
def script(name: str) -> SafeString:
    """`{% script "journal" %}`: the bundle of a screen. Raises StaleError in development where it is an old one."""
    if settings.DEBUG:
        screens.ensure_fresh()
    return _script(static(f"screens/{name}.js"))


@lru_cache(maxsize=64)
def _script(src: str) -> SafeString:
    return format_html('<script type="module" src="{}"></script>', src)


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, css: str = "", label: str = "") -> SafeString:
    """`{% icon "check" %}`, `{% icon "alert" "icon--danger" %}`; with a label it is an image that is read out."""
    # Few icons stand on many lines.
    href, classes = f"{static('letopis/icons.svg')}#{name}", f"icon {css}".strip()
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', classes, label, href)
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', classes, href)


@register.simple_tag
def state(kind: str, text: str) -> SafeString:
    """`{% state "open" "Не заполнен" %}`; kinds: now ok open ahead offline saving conflict danger warn info swap."""
    shape, css = STATES[kind]
    return SafeString(f'<span class="{f"state {css}".strip()}">{icon(shape)}{shown(text)}</span>')


@register.simple_tag
def login_state(row: Any) -> SafeString:
    """`{% login_state row %}`: how somebody's signing in stands, with the last day of a slip."""
    if not row.login:
        return state("open", "Логина нет")
    if getattr(row, "is_blocked", False):
        return state("warn", "Вход запрещён")
    if not row.waits:
        return state("ok", "Входит сам") if row.last_login else state("ahead", "Ещё не входил")
    slip = state("warn", "Срок листка вышел") if row.is_over else state("ahead", "Листок не использован")
    until = f"{'' if row.is_over else 'по '}{row.slip_until:%d.%m.%Y}"
    return SafeString(f'<span class="row row--wrap login-state">{slip} <span class="note">{until}</span></span>')


@register.simple_tag
def badge(text: Any, kind: str = "") -> SafeString:
    """`{% badge "5 новых" "accent" %}`; kinds: accent ok warn danger line."""
    css = f"badge badge--{shown(kind)}" if kind else "badge"
    return SafeString(f'<span class="{css}">{shown(text)}</span>')


@register.simple_tag
def alert(kind: str, text: Any, url: str = "", link: str = "", focus: bool = False) -> SafeString:
    """`{% alert "warn" "В плане 104 часа." url "Сравнить" %}`; kinds: info ok warn danger."""
    action = format_html('<a href="{}">{}</a>', url, link) if url else ""
    role = mark_safe(' role="alert"') if kind == "danger" else ""
    if focus:
        role += mark_safe(' tabindex="-1" autofocus')
    return format_html(
        '<div class="alert alert--{}"{}>{}<p class="alert__text">{}</p>{}</div>',
        kind,
        role,
        icon(ALERTS[kind]),
        text,
        action,
    )


@register.simple_tag
def message_alert(message: Message) -> SafeString:
    """A message of django.contrib.messages as an alert."""
    return alert(_OF_LEVEL.get(message.level, "info"), message.message, focus="focus" in message.tags.split())


@register.simple_tag
def empty_state(title: str, text: str = "", url: str = "", link: str = "") -> SafeString:
    """`{% empty_state "Уроков сегодня нет" "Ближайший завтра в 08:30." url "Открыть расписание" %}`."""
    action = format_html('<a class="button" href="{}">{}</a>', url, link) if url else ""
    paragraph = format_html("<p>{}</p>", text) if text else ""
    return format_html('<div class="empty"><p class="empty__title">{}</p>{}{}</div>', title, paragraph, action)


@register.simple_tag
def spark(points: str, label: str) -> SafeString:
    """A sparkline of 64 × 24: `points` «4,10 18,5», the last one with a dot; `label` is read out."""
    line = escape(points)
    x, _, y = line.rsplit(" ", 1)[-1].partition(",")
    return SafeString(
        f'<svg class="spark" width="64" height="24" role="img" aria-label="{escape(label)}">'
        f'<polyline points="{line}"/><circle cx="{x}" cy="{y}" r="2.5"/></svg>'
    )


@register.simple_tag(takes_context=True, name="download")
def download_tag(context: dict[str, Any]) -> SafeString:
    """`{% download %}`: the button XLSX of what the page shows."""
    return download(context["request"])


def download(request: HttpRequest) -> SafeString:
    """Return the button that takes away as a workbook what the address asks for, all pages of it."""
    address = shown(f"?{addresses.asked_but(request, 'page', 'format')}format=xlsx")
    return SafeString(f'<a class="button no-print" href="{address}">{icon("download")}XLSX</a>')


@register.inclusion_tag("shared/forms/field.html")
def field(bound: Any, css: str = "") -> dict[str, Any]:
    """`{% field form.topic %}`: label, input, hint and errors of a form's field."""
    return {"field": bound, "css": css, "errors": bound.errors}


@register.inclusion_tag("shared/forms/ask.html")
def ask(of: Any, label: str, question: str, **more: str) -> dict[str, Any]:
    """`{% ask "remove" "Удалить" "Удалить кабинет?" text=… verb=… %}`: a button that asks before its form is sent.

    The browser itself shows the question, without a script: nothing is sent unasked, however late the script comes.
    `of` tells the questions of one page apart; `form` names the form, where the button stands outside it.
    """
    return {"id": f"ask-{of}", "label": label, "question": question, "verb": label} | more


@register.inclusion_tag("shared/forms/errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    """`{% form_errors form %}`: what is wrong with a form as a whole, or with a set of forms."""
    return {"form": form, "errors": (getattr(form, "non_form_errors", None) or form.non_field_errors)()}


# ── frame ─────────────────────────────────────────────────────────────


@register.simple_tag
def frame_head() -> SafeString:
    """The beginning of every page's <head>."""
    return _head(static("letopis/base.css"))


@lru_cache(maxsize=4)
def _head(version: str) -> SafeString:
    # The addresses of static files change all at once, with the storage that gives them.
    return render_to_string("shared/head.html")


@register.simple_tag(takes_context=True)
def frame_sections(context: dict[str, Any], template: str) -> str:
    """`{% frame_sections "navigation" %}`, "sections", "search", "dock": the sections of the one who asks."""
    return frame.part(context, f"frame_{template}")


@register.simple_tag(takes_context=True)
def frame_person(context: dict[str, Any]) -> str:
    """The menu of who is signed in."""
    return frame.part(context, "frame_person")


@register.simple_tag(takes_context=True)
def frame_who(context: dict[str, Any]) -> str:
    """What scripts know of whose page it is."""
    return frame.part(context, "frame_who")


@register.simple_tag(takes_context=True)
def frame_messages(context: dict[str, Any]) -> str:
    """What the last request left to say."""
    return frame.part(context, "frame_messages")


@register.simple_tag(takes_context=True)
def frame_year(context: dict[str, Any]) -> str:
    """In which year the page is, where that is not plain, and the switch to another."""
    return frame.part(context, "frame_year")


@register.simple_tag(takes_context=True)
def in_year(context: dict[str, Any]) -> SafeString:
    """In a form of a page about a year: that year, whatever the switch says when the form is sent (years.IN_YEAR)."""
    hand = getattr(context["request"], "year_in_hand", None)
    if hand is None or hand.year is None:
        return SafeString()
    return format_html('<input type="hidden" name="{}" value="{}">', years.IN_YEAR, hand.year.pk)


@register.simple_tag(takes_context=True)
def frame_print_head(context: dict[str, Any]) -> str:
    """What stands above a printed page."""
    return frame.part(context, "frame_print_head")


@register.simple_tag(takes_context=True)
def frame_print_foot(context: dict[str, Any]) -> str:
    """What stands below a printed page."""
    return frame.part(context, "frame_print_foot")


@register.simple_tag(takes_context=True)
def page_for(context: dict[str, Any], name: str, *args: int) -> str:
    """The path of a page, "" where it does not exist for the one who asks: `{% page_for 'plans' as plans %}`."""
    actor = context.get("actor")
    return navigation.address_for(actor, name, *args) if actor else ""


@register.filter
def may(actor: Actor | None, right: str) -> bool:
    """`{% if actor|may:"READ_OWN_DIARY" %}`: whether the one who asks has a right of the register."""
    return actor is not None and actor.may(Right[right])


@register.simple_tag(takes_context=True)
def has_dock(context: dict[str, Any]) -> bool:
    """Whether the phone shows the bottom bar of four."""
    actor = context.get("actor")
    return actor is not None and navigation.has_dock(actor)


@register.filter
def first_four(links: list[navigation.Link]) -> list[navigation.Link]:
    """What fits the phone's bottom bar."""
    return links[: navigation.DOCK]
