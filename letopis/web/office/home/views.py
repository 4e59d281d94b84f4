"""The office's first page: what the base holds, what is missing before the year can start, what to do next."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letopis.kernel.actor import Actor
from letopis.kernel.rights import Right
from letopis.school.control.readiness import Readiness, readiness
from letopis.school.organisation.words import current, phrase
from letopis.school.tutoring.queries import waiting_reports
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.alarms import alarms
from letopis.web.shared.handing import turn_alert
from letopis.web.shared.navigation import address_for
from letopis.web.shared.wording import academic_year, counted


@dataclass(frozen=True, slots=True)
class Step:
    """A step to a year that can start. `state` of the state tag; `url` "" where the reader may not enter the page."""

    title: str
    text: str
    state: str
    url: str
    verb: str


@for_rights(Right.READ_OVERVIEW)
@require_safe
def overview(request: ActorRequest) -> HttpResponse:
    """Show the steps, those not done first in their order."""
    base = readiness(request.actor)
    steps = list(steps_of(base, request.actor))
    return render(
        request,
        "office/home/overview.html",
        {
            "base": base,
            "steps": steps,
            "undone": [s for s in steps if s.state != "ok"],
            "alarms": alarms(request.actor),
            "turn": turn_alert(request.actor),
            "waiting": waiting_reports(request.actor),
            "load": address_for(request.actor, "office_import"),
        },
    )


def steps_of(base: Readiness, actor: Actor) -> Iterator[Step]:
    """Return the steps in the order a school takes them, with links to the pages that `actor` may enter."""
    year = f"{academic_year(base.year_name)} учебный год" if base.year_name else ""
    yield _step(
        actor,
        "Учебный год и периоды",
        bool(base.year_name and base.terms),
        f"{year}, {counted(base.terms, 'период,периода,периодов')}",
        phrase("Укажите начало и конец года, {terms}, каникулы.") if not year else phrase("Добавьте {terms}."),
        pages="office_calendar office_settings",
    )
    yield _step(
        actor,
        "Звонки",
        bool(base.bells),
        counted(base.bells, phrase("звонок {lesson.gen},звонка {lesson.gens},звонков {lesson.gens}")),
        phrase("Без звонков у {lesson.gens} нет времени."),
        pages="office_bells office_settings",
    )
    has_people = bool(base.students and base.staff)
    yield _step(
        actor,
        phrase("{Student.noms} и сотрудники"),
        has_people,
        f"{counted(base.students, current().student.counted)}, "
        f"{counted(base.staff, 'сотрудник,сотрудника,сотрудников')}, "
        f"{counted(base.guardians, 'родитель,родителя,родителей')}",
        phrase("Загрузите базу {school.gen} из файла или внесите карточки."),
        pages="office_people office_import" if has_people else "office_import office_people",
    )
    yield _classes(base, actor)
    yield _load(base, actor)
    yield _timetable(base, actor)
    yield _logins(base, actor)


def _classes(base: Readiness, actor: Actor) -> Step:
    gaps = [
        phrase("без {tutor.gen}: {number}", number=base.classes_without_tutor) if base.classes_without_tutor else "",
        phrase("{student.gens} {without_group}: {number}", number=base.students_without_class)
        if base.students_without_class
        else "",
    ]
    return _step(
        actor,
        phrase("{Group.noms}"),
        bool(base.classes) and not any(gaps),
        counted(base.classes, current().group.counted),
        _gaps(base.classes, current().group.counted, gaps) or phrase("{Group.gens} ещё нет."),
        pages="office_people",
    )


def _load(base: Readiness, actor: Actor) -> Step:
    gaps = [
        phrase("без {teacher.gen}: {number}", number=base.courses_without_teacher)
        if base.courses_without_teacher
        else "",
        f"ведут уволенные: {base.courses_of_dismissed}" if base.courses_of_dismissed else "",
    ]
    forms = "страница журнала,страницы журнала,страниц журнала"
    return _step(
        actor,
        "Нагрузка",
        bool(base.courses) and not any(gaps),
        counted(base.courses, forms),
        _gaps(base.courses, forms, gaps)
        or phrase("Распределите предметы {group.gens} между {teacher.inss}: каждая строка станет страницей журнала."),
        pages="office_load_left" if base.courses_of_dismissed else "office_curriculum",
    )


def _timetable(base: Readiness, actor: Actor) -> Step:
    missing = base.courses_without_lessons
    lessons = f"{counted(base.lessons_ahead, current().lesson.counted)} впереди"
    return _step(
        actor,
        "Расписание",
        bool(base.courses) and not missing,
        lessons,
        phrase("{lessons}; страниц журнала без {lesson.gens}: {missing}.", lessons=lessons, missing=missing)
        if base.lessons_ahead
        else phrase("{Lesson.gens} впереди нет: внесите сетку недели и постройте {lesson.noms} года."),
        pages="office_timetable",
    )


def _logins(base: Readiness, actor: Actor) -> Step:
    missing = max(base.people - base.logins, 0)
    return _step(
        actor,
        "Учётные записи",
        bool(base.logins) and not missing,
        counted(base.logins, "учётная запись,учётные записи,учётных записей"),
        f"Ещё не могут войти: {counted(missing, 'человек,человека,человек')}. Выдайте им листки с логином и паролем."
        if missing
        else "Выдайте листки с логином и паролем.",
        pages="office_accounts",
    )


def _gaps(number: int, forms: str, gaps: list[str]) -> str:
    told = ", ".join(gap for gap in gaps if gap)
    return f"{counted(number, forms)}; {told}." if number and told else ""


def _step(actor: Actor, title: str, is_done: bool, done: str, undone: str, *, pages: str) -> Step:
    url = next((found for page in pages.split() if (found := address_for(actor, page))), "")
    return Step(
        title, done if is_done else undone, "ok" if is_done else "open", url, "Открыть" if is_done else "Перейти"
    )
