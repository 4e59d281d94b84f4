"""The list of courses with the state of their lesson plans (CUR-02, CUR-03)."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from letopis.kernel.rights import Right
from letopis.school.curriculum import queries
from letopis.school.curriculum.queries import CoursePlan
from letopis.school.organisation.queries import day_in
from letopis.school.organisation.words import current
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.listing import ListColumn, ListFilter, Listing, asked, link, note
from letopis.web.shared.listing_page import list_page
from letopis.web.shared.markup import shown
from letopis.web.shared.templatetags.letopis import state
from letopis.web.shared.wording import capital
from letopis.web.shared.years import year_of
from letopis.web.teacher.fragments.plans import hours_state
from letopis.web.teacher.plans import WRITE

STATES = {"none": "Нет плана", "differs": "Часы расходятся", "ok": "Часы сходятся"}
_ACT = mark_safe('<span class="hidden-visually">Действие</span>')


@for_rights(Right.READ_PLANS, Right.KEEP_OWN_PLANS)
@require_safe
def plans(request: ActorRequest) -> HttpResponse:
    """List the courses with the state of their plans (`?subject=`, `?state=`, `?sort=`, `?format=xlsx`)."""
    return plans_page(request)


def plans_page(request: ActorRequest) -> HttpResponse:
    """Render the list of plans."""
    year = year_of(request)
    courses = queries.course_plans(request.actor, year_id=year.pk, day=day_in(year)) if year else []
    conditions = _filters(courses)
    found = asked(request, conditions)
    rows = [
        course
        for course in courses
        if found.get("subject", "") in ("", str(course.subject_id)) and found["state"] in ("", _state(course))
    ]
    columns = _columns(courses, is_own=not request.actor.may(Right.READ_PLANS), may_write=request.actor.may(*WRITE))
    listing = Listing(request, columns, rows, filters=conditions, css="plans", verb="Показать")
    return list_page(request, listing, "teacher/plans.html", file="Планирование.xlsx", has_courses=bool(courses))


def _filters(courses: Sequence[CoursePlan]) -> list[ListFilter]:
    """Return the conditions; a subject is asked for where there are several."""
    subjects = sorted({(course.subject_id, course.subject) for course in courses}, key=lambda one: one[1])
    of_subject = [ListFilter("subject", "Предмет", subjects)] if len(subjects) > 1 else []
    return [*of_subject, ListFilter("state", "Состояние", tuple(STATES.items()), nothing="Любое")]


def _columns(courses: Sequence[CoursePlan], *, is_own: bool, may_write: bool) -> list[ListColumn[CoursePlan]]:
    words = current()
    places = {course.course_id: place for place, course in enumerate(courses)}
    columns: list[ListColumn[CoursePlan]] = [
        ListColumn(
            "course",
            "Курс",
            lambda one: one.name,
            _course,
            order=lambda one: places[one.course_id],
            is_head=True,
            for_sheet=False,
        ),
        ListColumn("subject", "Предмет", lambda one: one.subject, width=28, for_page=False),
        ListColumn("class", capital(words.group.nom), lambda one: one.class_name, width=10, for_page=False),
        ListColumn("subgroup", "Подгруппа", lambda one: one.subgroup, width=14, for_page=False),
        ListColumn(
            "teacher",
            capital(words.teacher.nom),
            lambda one: ", ".join(one.teachers),
            lambda one: ", ".join(one.teachers) or "не назначен",
            width=28,
            css="wide-only",
            for_page=not is_own,
        ),
        ListColumn("plan", "План", lambda one: one.plan_title, _plan, width=32),
        ListColumn(
            "planned",
            "В плане, ч",
            lambda one: one.hours.planned,
            lambda one: one.hours.planned if one.plan_id else "–",
            width=11,
            css="number",
        ),
        ListColumn("needed", "По учебному плану, ч", lambda one: one.hours.needed, width=20, css="number wide-only"),
        ListColumn("held", "Проведено, ч", lambda one: one.held, width=13, css="number wide-only"),
        ListColumn("state", "Состояние", lambda one: STATES[_state(one)], _shown_state, width=18, css="wide-only"),
    ]
    load: ListColumn[CoursePlan] = ListColumn("load", _ACT, lambda one: "", _load, css="number", for_sheet=False)
    return [*columns, load] if may_write else columns


def _state(course: CoursePlan) -> str:
    if course.plan_id is None or not course.hours.planned:
        return "none"
    return "ok" if course.hours.difference == 0 else "differs"


def _course(one: CoursePlan) -> SafeString:
    """«7А Алгебра», on a narrow screen with the state of the plan under it."""
    named = f"<b>{shown(one.class_name)}</b> {shown(one.subject)}{note(one.subgroup)}"
    return SafeString(f'{named}<div class="narrow-only">{_shown_state(one)}</div>')


def _shown_state(one: CoursePlan) -> SafeString:
    return hours_state(one.hours) if _state(one) != "none" else state("open", "Нет плана")


def _plan(one: CoursePlan) -> SafeString:
    return link("plan", one.plan_id, one.plan_title) if one.plan_id else mark_safe('<span class="note">нет</span>')


def _load(one: CoursePlan) -> SafeString:
    hidden = f'Загрузить<span class="hidden-visually"> план: {shown(one.name)}</span>'
    return link("plan_load", one.course_id, SafeString(hidden))
