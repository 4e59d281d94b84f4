"""A lesson plan (КТП), edited in place (CUR-02, CUR-03). The list of them is in plan_list.py."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from letopis.kernel.errors import Refused
from letopis.kernel.rights import Right
from letopis.school.curriculum import actions, policy, queries
from letopis.school.curriculum.actions import LessonDraft
from letopis.school.curriculum.enums import LessonKind
from letopis.school.curriculum.labels import kind_name
from letopis.school.curriculum.models import LessonPlan, PlannedLesson
from letopis.school.curriculum.rules import topic_advice
from letopis.school.organisation.words import phrase, phrase_lazy
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.fields import DayField
from letopis.web.shared.opened import opened_on
from letopis.web.shared.submit import form_page, submit, typed
from letopis.web.shared.xlsx import download

WRITE = (Right.KEEP_PLANS, Right.KEEP_OWN_PLANS)


class LessonForm(forms.Form):
    """One hour of a plan."""

    topic = forms.CharField(label="Тема", max_length=500, widget=forms.Textarea(attrs={"rows": 2, "data-advise": ""}))
    kind = forms.ChoiceField(label="Вид", choices=lambda: [(kind.value, kind_name(kind)) for kind in LessonKind])
    homework = forms.CharField(label="Домашнее задание", max_length=1000, required=False)
    planned_on = DayField(
        label="Дата по плану",
        required=False,
    )
    note = forms.CharField(label="Примечание", max_length=300, required=False)

    def draft(self) -> LessonDraft:
        """Return what was typed."""
        return LessonDraft(**self.cleaned_data)


class MoveForm(forms.Form):
    """The number that a lesson is to have."""

    to_number = forms.IntegerField(
        label="Перенести на №",
        widget=forms.TextInput(attrs={"class": "input input--small w-number", "inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("required", "invalid"), phrase_lazy("Укажите номер, на который перенести {lesson.acc}.")
        ),
    )


class PlanForm(forms.Form):
    """The head of a plan."""

    title = forms.CharField(label="Название", max_length=200)
    textbook = forms.CharField(label="Учебник", max_length=200, required=False)


@for_rights(Right.READ_PLANS, Right.KEEP_OWN_PLANS)
@require_safe
def plan(request: ActorRequest, plan_id: int) -> HttpResponse:
    """Show a plan; `?edit=<lesson>` opens a lesson in place, `?add=<number>` a new one after it, `?head` the head."""
    page = queries.plan_page(request.actor, plan_id)
    if request.GET.get("format") == "xlsx":
        return _plan_workbook(page)
    return plan_page(
        request, page, edit=_asked(request, "edit"), add=_asked(request, "add"), head="head" in request.GET
    )


def _asked(request: ActorRequest, name: str) -> int | None:
    return whole_number(request.GET.get(name, ""))


def plan_page(
    request: ActorRequest,
    page: queries.PlanPage,
    *,
    form: forms.Form | None = None,
    move: MoveForm | None = None,
    edit: int | None = None,
    add: int | None = None,
    head: bool = False,
) -> HttpResponse:
    """Render a plan with its head, a lesson or a place for a new one open, in a form as typed where there is one."""
    edited = _row(page, edit)
    context: dict[str, Any] = {
        "page": page,
        "edit": edit,
        "add": add,
        "head": page.editable and head,
        "parallel": _parallel(request, page) if page.editable else [],
        "last": page.count,
        "form": form or _plan_form(page, edited, head=head),
        "move": move or MoveForm(),
        "advice": topic_advice(edited.topic, edited.kind) if edited and page.editable else [],
    }
    return render(request, "teacher/plan.html", context)


def _row(page: queries.PlanPage, lesson_id: int | None) -> queries.PlanRow | None:
    return next((row for section in page.sections for row in section.rows if row.id == lesson_id), None)


def _plan_form(page: queries.PlanPage, edited: queries.PlanRow | None, *, head: bool) -> forms.Form:
    if edited:
        return _lesson_form(edited)
    return _head_form(page) if head else LessonForm()


def _lesson_form(row: queries.PlanRow | None, data: QueryDict | None = None) -> LessonForm:
    if row is None:
        return LessonForm(data)
    form = LessonForm(data, initial={name: getattr(row, name) for name in LessonForm.base_fields})
    return opened_on(form, PlannedLesson.objects.filter(pk=row.id))


def _head_form(page: queries.PlanPage, data: QueryDict | None = None) -> PlanForm:
    form = PlanForm(data, initial={"title": page.title, "textbook": page.textbook})
    return opened_on(form, LessonPlan.objects.filter(pk=page.id))


def _parallel(request: ActorRequest, page: queries.PlanPage) -> list[queries.CoursePlan]:
    """Other courses of the subject and grade that could take this plan or a copy."""
    taken = {course.course_id for course in page.courses}
    courses = queries.course_plans(request.actor, year_id=page.year_id)
    return [
        course
        for course in courses
        if (course.subject, course.grade) == (page.subject, page.grade) and course.course_id not in taken
    ]


def _plan_workbook(page: queries.PlanPage) -> HttpResponse:
    columns = (
        ("Раздел", 32),
        (phrase("№ {lesson.gen}"), 9),
        ("Тема", 60),
        ("Вид", 24),
        ("Домашнее задание", 32),
        ("Дата план", 12),
        ("Дата факт", 24),
        ("Примечание", 24),
    )
    rows = [
        (
            section.title,
            row.number,
            row.topic,
            kind_name(row.kind),
            row.homework,
            row.planned_on,
            _held(row, with_class=len(page.courses) > 1),
            row.note,
        )
        for section in page.sections
        for row in section.rows
    ]
    return download(f"{page.title}.xlsx", columns, rows)


@for_rights(*WRITE)
@form_page
def plan_head(request: ActorRequest, plan_id: int) -> HttpResponse:
    """Change title and textbook."""
    form = _head_form(queries.plan_page(request.actor, plan_id), typed(request))
    return _saved(
        request,
        plan_id,
        form,
        lambda: actions.update_plan(request.actor, plan_id=plan_id, **form.cleaned_data),
        head=True,
    )


@for_rights(*WRITE)
@form_page
def plan_lesson(request: ActorRequest, plan_id: int, lesson_id: int) -> HttpResponse:
    """Change a lesson; what could be better in its topic is told after saving."""
    form = _lesson_form(_row(queries.plan_page(request.actor, plan_id), lesson_id), typed(request))
    return _saved(
        request,
        plan_id,
        form,
        lambda: actions.edit_planned_lesson(request.actor, lesson_id=lesson_id, draft=form.draft()),
        edit=lesson_id,
    )


@for_rights(*WRITE)
@form_page
def plan_add(request: ActorRequest, plan_id: int, after: int) -> HttpResponse:
    """Put a lesson in after a number."""
    form = LessonForm(typed(request))
    return _saved(
        request,
        plan_id,
        form,
        lambda: actions.add_planned_lesson(request.actor, plan_id=plan_id, after_number=after, draft=form.draft()),
        add=after,
    )


def _saved(
    request: ActorRequest, plan_id: int, form: forms.Form, act: Callable[[], Any], **opened: Any
) -> HttpResponse:
    """Do it and go back to the row; what is wrong is shown in the form that stays open."""
    return submit(
        request,
        form,
        act,
        page=lambda: plan_page(
            request, queries.plan_page(request.actor, plan_id), form=form if form.is_bound else None, **opened
        ),
        to=lambda row: f"{reverse('plan', args=[plan_id])}#n{getattr(row, 'number', 1)}",
        done=lambda row: _tell_advice(request, row),
    )


def _tell_advice(request: ActorRequest, row: Any) -> str:
    if isinstance(row, PlannedLesson):
        for advice in topic_advice(row.topic, row.kind):
            messages.warning(request, f"№\u00a0{row.number}: {advice.message} ({advice.clause})")
    return ""


@for_rights(*WRITE)
@form_page
def plan_move(request: ActorRequest, plan_id: int, lesson_id: int) -> HttpResponse:
    """Move a lesson to the number given."""
    policy.plan_for(request.actor, plan_id)
    form = MoveForm(typed(request))
    return submit(
        request,
        form,
        lambda: actions.move_planned_lesson(request.actor, lesson_id=lesson_id, **form.cleaned_data),
        page=lambda: plan_page(request, queries.plan_page(request.actor, plan_id), move=form, edit=lesson_id),
        to=lambda _: f"{reverse('plan', args=[plan_id])}#n{form.cleaned_data['to_number']}",
    )


@for_rights(*WRITE)
@form_page
def plan_remove(request: ActorRequest, plan_id: int, lesson_id: int) -> HttpResponse:
    """Take a lesson out."""
    return submit(
        request,
        None,
        lambda: actions.remove_planned_lesson(request.actor, lesson_id=lesson_id),
        page=lambda: plan_page(request, queries.plan_page(request.actor, plan_id), edit=lesson_id),
        to=("plan", plan_id),
        done=phrase("Убрано. Следующие {lesson.noms} сдвинулись."),
    )


@for_rights(*WRITE)
@form_page
def plan_copy(request: ActorRequest, plan_id: int) -> HttpResponse:
    """Give the plan to other courses of the parallel, or a copy of it (`how=copy`)."""
    policy.plan_for(request.actor, plan_id)
    course_ids = [number for text in request.POST.getlist("course") if (number := whole_number(text)) is not None]

    def act() -> LessonPlan | None:
        """Return the copy, None where the plan is shared."""
        if not course_ids:
            raise Refused(phrase("Отметьте {group.noms}, которым нужен план."), code="empty")
        if request.POST.get("how") == "copy":
            return actions.copy_plan(request.actor, plan_id=plan_id, course_ids=course_ids)
        actions.assign_plan(request.actor, plan_id=plan_id, course_ids=course_ids)
        return None

    return submit(
        request,
        None,
        act,
        page=lambda: plan_page(request, queries.plan_page(request.actor, plan_id)),
        to=lambda copied: ("plan", copied.pk if copied else plan_id),
        done=lambda copied: (
            f"Сделана копия: «{copied.title}». Её можно менять отдельно."
            if copied
            else phrase("План общий: изменения видны во всех его {group.pres}.")
        ),
    )


def _held(row: queries.PlanRow, *, with_class: bool) -> object:
    """When a lesson of the plan was held: a day where it was one, else all of them in words."""
    if len(row.held) == 1 and not with_class:
        return row.held[0].date
    return ", ".join(f"{one.date:%d.%m.%Y}" + (f" ({one.class_name})" if with_class else "") for one in row.held)
