"""Start page by role, errors, robots."""

import re
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from letopis.kernel.locks import RETRY_AFTER
from letopis.kernel.os_errors import is_full
from letopis.school.organisation.words import role_name
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.navigation import home_of

GUIDE_SHEETS = tuple(
    f"letopis/{name}.css" for name in ("lists", "today", "journal", "phone", "diary", "import", "guide")
)
_SYMBOL = re.compile(r'<symbol id="([a-z]+)"')
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
ROBOTS = "User-agent: *\nDisallow: /\n"


@for_rights()
def start(request: ActorRequest) -> HttpResponse:
    """Send everyone to the page the role starts on; a stranger signs in first."""
    home = home_of(request.actor)
    return redirect(home) if home else render(request, "shared/nothing.html")


@require_safe
@cache_control(max_age=86400)
def robots(request: HttpRequest) -> HttpResponse:
    """Nothing here is for search engines."""
    return HttpResponse(ROBOTS, content_type="text/plain")


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show all parts and states on one page; in the demo and in development only."""
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    icons = _SYMBOL.findall(Path(finders.find("letopis/icons.svg") or "").read_text())
    return render(request, "shared/styleguide.html", {"icons": icons, "sheets": GUIDE_SHEETS})


# ── errors ────────────────────────────────────────────────────────────


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400; 413 where it was more than the server takes at once."""
    if isinstance(exception, TOO_LARGE):
        return _error(
            request,
            413,
            "Слишком много за один раз",
            "Сервер принимает не больше 5\u00a0МБ текста и 5\u202f000 полей. Ничего не записано.",
            "Вернитесь назад и отправьте по частям или файлом.",
        )
    return _error(
        request,
        400,
        "Запрос не разобран",
        "Браузер прислал не то, что ждала страница. Откройте её заново и повторите.",
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _error(
        request, 403, "Действие не разрешено", "Войдите под своим логином или попросите того, у кого есть право."
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form that was open too long or in another tab before signing in."""
    return _error(
        request,
        403,
        "Страница устарела",
        "Она была открыта до того, как вы вошли или вышли.",
        "Вернитесь назад, обновите её и отправьте форму снова: введённое браузер обычно сохраняет.",
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, also for what the actor may not see (rule 7 of the design)."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return _error(request, 404, "Такой страницы нет", "Проверьте адрес. Многие страницы видны только после входа.")
    return _error(
        request,
        404,
        "Такой страницы нет",
        f"Проверьте адрес. Сейчас вы работаете как «{role_name(actor.role)}»: если раньше страница открывалась,"
        " возможно, у вас была другая роль. Её можно сменить в меню у вашего имени.",
    )


def busy(request: HttpRequest) -> HttpResponse:
    """503: somebody else writes to the database, the same may be asked again soon."""
    response = _error(
        request,
        503,
        "База сейчас занята",
        "В неё записывается большая загрузка, это секунды."
        + ("" if request.method == "GET" else " То, что вы отправили, не сохранилось."),
        "Откройте страницу ещё раз."
        if request.method == "GET"
        else "Вернитесь назад и отправьте ещё раз: введённое браузер обычно сохраняет.",
        again=request.get_full_path() if request.method == "GET" else "",
    )
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500; 507 where the disk is full. Nothing here asks the database or the request."""
    status, title, lines = _full() if is_full(sys.exception()) else _crashed()
    context = {"status": status, "title": title, "lines": lines}
    return HttpResponse(render_to_string("shared/error.html", context), status=status)


def _crashed() -> tuple[int, str, list[str]]:
    return (
        500,
        "Страница не собралась",
        [
            "Мы записали, что случилось. То, что было отмечено как сохранённое, сохранено.",
            "Попробуйте ещё раз через минуту. Если не помогло, сообщите системному администратору"
            " время и адрес страницы.",
        ],
    )


def _full() -> tuple[int, str, list[str]]:
    return (
        507,
        "На сервере кончилось место",
        [
            "То, что вы сейчас отправили, не сохранилось. Всё, что было отмечено как сохранённое, цело.",
            "Сообщите системному администратору: нужно освободить диск. Потом вернитесь назад и отправьте ещё раз:"
            " введённое браузер обычно сохраняет.",
        ],
    )


def _error(request: HttpRequest, status: int, title: str, *lines: str, again: str = "") -> HttpResponse:
    context: dict[str, Any] = {"status": status, "title": title, "lines": lines, "again": again}
    return render(request, "shared/error.html", context, status=status)
