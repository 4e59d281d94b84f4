"""Pages of a teacher: the day, the journals, the page of a course, a lesson. The rest is in their scripts."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import msgspec
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today as clock_today
from letopis.kernel.rights import Right
from letopis.school.curriculum.labels import kind_label
from letopis.school.journal.queries.day import roll, teacher_day
from letopis.school.journal.queries.grid import grid
from letopis.school.journal.queries.journals import JournalOfList, journals
from letopis.school.journal.queries.lesson import lesson_page
from letopis.school.journal.queries.topics import topics
from letopis.school.organisation.words import Words, current
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.alarms import alarms_of_reader
from letopis.web.shared.handing import turn_alert
from letopis.web.shared.keeping import keepable
from letopis.web.shared.kept_page import kept_page
from letopis.web.shared.screens import StaleError
from letopis.web.shared.templatetags.letopis import download as xlsx_link
from letopis.web.shared.wording import capital
from letopis.web.shared.xlsx import download, is_asked
from letopis.web.shared.years import may_switch, year_of
from letopis.web.teacher import day as page
from letopis.web.teacher import journal_page, journal_sheets
from letopis.web.teacher.api import answer, signed_in
from letopis.web.teacher.fragments.day import DayPage, day_values
from letopis.web.teacher.fragments.journals import grades_switch, journals_of_classes
from letopis.web.teacher.fragments.lesson import lesson_values

OWN = (Right.READ_OWN_PAGES, Right.READ_CLASS_PAGES)
JOURNAL = (Right.READ_PAGES, *OWN)
_UNSAFE = {sign.encode(): b"\\u%04X" % ord(sign) for sign in "<>&\u2028\u2029"}


@require_safe
@for_rights(*OWN)
def today(request: ActorRequest) -> HttpResponse:
    """The day of a teacher (`?day=2026-11-23`, by default today)."""
    now = clock_today()
    asked = page.asked_day(request.GET.get("day", ""), now)
    if asked is None:
        raise Http404
    day = teacher_day(request.actor, asked)
    before, after = page.neighbours(asked)
    in_hand = page.in_hand(day)
    rolled = page.roll(*roll(request.actor, in_hand)) if in_hand else ""
    shown = DayPage(day, page.lines(day), in_hand, rolled, is_today=asked == now)
    values = day_values(request.actor, shown, before, after)
    return keepable(request, kept_page(request, "teacher/today.html", values, is_today=shown.is_today))


@require_safe
@for_rights(*JOURNAL)
def journal_list(request: ActorRequest) -> HttpResponse:
    """The journals one may open: a teacher's own and those of the own class; for who only reads all, by grade."""
    everything = journals(request.actor, year_of(request) if may_switch(request.actor) else None)
    if is_asked(request):
        grade = _grade(request, sorted({one.grade for one in everything}))
        return _journals_sheet([one for one in everything if request.actor.may(*OWN) or one.grade == grade])
    if request.actor.may(*OWN):
        context = {
            "mine": [one for one in everything if one.is_mine],
            "of_class": [one for one in everything if one.is_of_my_class and not one.is_mine],
            "requests": _waiting(everything),
        }
        return render(request, "teacher/journals.html", context)
    grades = sorted({one.grade for one in everything})
    grade = _grade(request, grades)
    lacks = request.GET.get("lacks") == "topics"
    shown = [one for one in everything if (one.unfilled if lacks else one.grade == grade)]
    values = {
        "grades": grades_switch(grades, None if lacks else grade),
        "lists": journals_of_classes(shown),
        "download": xlsx_link(request),
        "requests": _waiting(everything),
        "turn": turn_alert(request.actor, request.year_in_hand.years if may_switch(request.actor) else None),
        "alarms": alarms_of_reader(request.actor),
    }
    form = {"has_grades": len(grades) > 1, "has_classes": bool(shown), "lacks": lacks}
    return kept_page(request, "teacher/journals_all.html", values, **form)


def _waiting(journals: Sequence[JournalOfList]) -> str:
    """How many requests wait for an answer, as the link to them says it."""
    number = sum(one.requests for one in journals)
    return f"\u00a0{number}" if number else ""


def _journals_sheet(rows: list[JournalOfList]) -> HttpResponse:
    words = current()
    columns = (
        *(
            (capital(words.group.nom), 12),
            ("Предмет", 36),
            ("Вид", 24),
            ("Подгруппа", 16),
            (capital(words.teacher.nom), 28),
        ),
        (f"Не заполнено: {words.lesson.noms}", 20),
    )
    cells = [
        (one.class_name, one.subject, kind_label(one.kind), one.subgroup, one.teacher, one.unfilled or None)
        for one in rows
    ]
    return download("Журналы.xlsx", columns, cells)


def _grade(request: HttpRequest, grades: list[int]) -> int | None:
    asked = whole_number(request.GET.get("grade", ""))
    return asked if asked in grades else next(iter(grades), None)


@require_safe
@for_rights(*JOURNAL)
def journal(request: ActorRequest, course_id: int) -> HttpResponse:
    """The page of a course for a period (`?period=`, by default the term of today; `?format=xlsx` takes it away).

    Its cookie against forgery comes with the menu of who is signed in, whose forms have the token.
    """
    document = grid(request.actor, course_id, request.GET.get("period", ""))
    if is_asked(request):
        tasks = topics(request.actor, course_id, document.period.id)
        return journal_sheets.of_page(document, tasks, request.held.place, clock_today())
    values = journal_page.values(request.held, document) | {
        "grid": embedded(document),
        "scripted_words": scripted(current()),
    }
    form = {"editable": document.course.editable, "periods": bool(document.period_columns)}
    return keepable(request, kept_page(request, "teacher/journal.html", values, **form))


@require_safe
@ensure_csrf_cookie
def unsent(request: HttpRequest) -> HttpResponse:
    """What the account typed on this device and the journal has not: the script reads it from the browser's own store.

    For whoever is signed in, in whatever role: the one it was typed in may have ended.
    """
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    return keepable(request, render(request, "teacher/unsent.html", {"scripted_words": scripted(current())}))


@require_safe
@for_rights(*JOURNAL)
def lesson(request: ActorRequest, lesson_id: int) -> HttpResponse:
    """One lesson: who is there, marks, topic, homework."""
    document = lesson_page(request.actor, lesson_id)
    values = lesson_values(request.held, document) | {
        "embedded": embedded(document),
        "scripted_words": scripted(current()),
    }
    form = {"editable": document.course.editable, "is_cancelled": document.lesson.is_cancelled}
    return keepable(request, kept_page(request, "teacher/lesson.html", values, **form))


@require_safe
def service_worker(_request: HttpRequest) -> HttpResponse:
    """The script that keeps pages at hand without a network; at the root, because its scope is the whole site."""
    settings_of_worker = {
        "idle": round(settings.OFFLINE_HOURS * 3600 * 1000),
        "styles": [static(f"letopis/{name}.css") for name in ("tokens", "base", "components")],
        "sign": static("letopis/favicon.svg"),
        "icons": static("letopis/icons.svg"),
    }
    text = f"self.settings = {msgspec.json.encode(settings_of_worker).decode()};\n{_worker()}"
    return HttpResponse(text, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@cache
def _worker() -> str:
    """The bundle of the service worker, without the address of its map, which lies elsewhere."""
    found = finders.find("screens/service-worker.js")
    if not isinstance(found, str):
        raise StaleError
    return Path(found).read_text().partition("\n//# sourceMappingURL=")[0]


@signed_in
def lesson_data(request: HttpRequest, actor: Actor, lesson_id: int) -> HttpResponse:
    """The document of a lesson's screen, for a page that has been open for a time."""
    return answer(lesson_page(actor, lesson_id))


def embedded(document: object) -> bytes:
    """Return a document as JSON that may stand inside <script>: nothing in it can end the element."""
    text = msgspec.json.encode(document)
    # In bytes: no letter has a byte of these signs, and a page nearly never has one of them.
    for sign, escaped in _UNSAFE.items():
        text = text.replace(sign, escaped)
    return text


@cache
def scripted(words: Words) -> SafeString:
    """Return the school's words for the scripts, as JSON that may stand inside <script>."""
    return mark_safe(embedded(words.scripted).decode())  # noqa: S308  see embedded()
