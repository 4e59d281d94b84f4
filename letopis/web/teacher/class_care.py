"""The class teacher's monthly check of personal data (CON-03), reports of who came and left (CON-04)."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.organisation.words import current, phrase
from letopis.school.tutoring.actions import check_data, report_movement, withdraw_report
from letopis.school.tutoring.enums import ReportKind
from letopis.school.tutoring.queries import class_check, class_names, report_of, reports
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.fields import DayField
from letopis.web.shared.submit import form_page, submit, typed
from letopis.web.shared.wording import counted

Page = Callable[[], HttpResponse]


@for_rights(Right.READ_OWN_CLASS)
@form_page
def class_check_page(request: ActorRequest, class_id: int) -> HttpResponse:
    """Show what has changed since the last check; POST notes that those marked (or `all`) are checked."""
    page = class_check(request.actor, class_id)

    def act() -> int:
        if "all" in request.POST:
            chosen = [line.student_id for line in page.lines]
        else:
            chosen = [number for text in request.POST.getlist("students") if (number := whole_number(text))]
        return check_data(request.actor, class_id=class_id, student_ids=chosen)

    return submit(
        request,
        None,
        act,
        page=lambda: render(request, "teacher/class_check.html", {"page": page}),
        to=("my_class_check", class_id),
        done=lambda number: f"Проверено сегодня: {counted(number, current().student.counted)}.",
    )


class ReportForm(forms.Form):
    """Somebody came or left."""

    kind = forms.ChoiceField(label="Что произошло", choices=ReportKind)
    full_name = forms.CharField(label="Кто прибыл", max_length=240, required=False, help_text="Фамилия, имя, отчество.")
    student_id = forms.TypedChoiceField(label="Кто выбыл", coerce=int, required=False, empty_value=None)
    day = DayField(
        label="С какого дня",
        error_messages={"required": "Укажите день."},
    )
    note = forms.CharField(
        label="Примечание", max_length=300, required=False, help_text="Откуда прибыл, куда выбыл, телефон родителей."
    )

    def __init__(self, *args: Any, students: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["student_id"].choices = [("", "—"), *students]  # type: ignore[attr-defined]


def _reports(request: ActorRequest, class_id: int, data: QueryDict | None = None) -> tuple[ReportForm, Page]:
    """The form, and what renders the page with it."""
    name, students = class_names(request.actor, class_id)
    form = ReportForm(data, students=students, initial={"day": today()})
    context = {"class_id": class_id, "class_name": name, "form": form}
    context["may_report"] = request.actor.may(Right.REPORT_OWN_CLASS, Right.KEEP_CLASSES)

    def page() -> HttpResponse:
        told = {**context, "reports": reports(request.actor, class_id=class_id)}
        return render(request, "teacher/class_reports.html", told)

    return form, page


@for_rights(Right.READ_OWN_CLASS)
@form_page
def class_reports(request: ActorRequest, class_id: int) -> HttpResponse:
    """Show the reports of a class with the office's answers; POST sends another."""
    form, page = _reports(request, class_id, typed(request))
    return submit(
        request,
        form,
        lambda: report_movement(request.actor, class_id=class_id, **form.cleaned_data),
        page=page,
        to=("my_class_reports", class_id),
        done=phrase("Сообщение передано оператору {school.gen}. Ответ появится здесь."),
    )


@for_rights(Right.READ_OWN_CLASS)
@form_page
def report_withdraw(request: ActorRequest, report_id: int) -> HttpResponse:
    """Take back a report that waits."""
    found = report_of(request.actor, report_id)
    if found is None:
        raise NotVisible
    _, page = _reports(request, found.class_id)
    return submit(
        request,
        None,
        lambda: withdraw_report(request.actor, report_id=report_id),
        page=page,
        to=("my_class_reports", found.class_id),
        done="Сообщение отозвано.",
    )
