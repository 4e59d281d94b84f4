"""What class teachers report of who came and left, and the office's answers (CON-04, А3.2.3)."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.tutoring.actions import answer_report
from letopis.school.tutoring.enums import ReportState
from letopis.school.tutoring.queries import order_choices, report_of, reports
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.submit import form_page, submit, typed


@for_rights(Right.READ_STUDENTS)
@require_safe
def report_list(request: ActorRequest) -> HttpResponse:
    """List the reports, those that wait first."""
    context = {"reports": reports(request.actor), "may_answer": request.actor.may(Right.KEEP_CLASSES)}
    return render(request, "office/reports/list.html", context)


class AnswerForm(forms.Form):
    """Done or refused, with the order or with words."""

    state = forms.ChoiceField(
        label="Ответ",
        choices=[(one.value, one.label) for one in (ReportState.DONE, ReportState.REFUSED)],
        initial=ReportState.DONE,
    )
    order_id = forms.TypedChoiceField(label="Приказ", coerce=int, required=False, empty_value=None)
    answer = forms.CharField(
        label="Слова ответа", max_length=300, required=False, help_text="При отказе — почему. Увидит сообщивший."
    )

    def __init__(self, *args: Any, orders: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["order_id"].choices = [("", "—"), *orders]  # type: ignore[attr-defined]


@for_rights(Right.KEEP_CLASSES)
@form_page
def report(request: ActorRequest, report_id: int) -> HttpResponse:
    """Show a report to answer it."""
    found = report_of(request.actor, report_id)
    if found is None:
        raise NotVisible
    form = AnswerForm(typed(request), orders=order_choices(request.actor))
    return submit(
        request,
        form,
        lambda: answer_report(request.actor, report_id=report_id, **form.cleaned_data),
        page=lambda: render(request, "office/reports/answer.html", {"one": found, "form": form}),
        to="office_reports",
        done="Ответ передан.",
    )
