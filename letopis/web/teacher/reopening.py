"""What the journal refuses, and the page where it may be asked for; pages of closed periods opened again (А3.2.2)."""

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from letopis.kernel.rights import Right
from letopis.school.journal.queries.corrections import late_mark_at
from letopis.school.journal.queries.reopening import closed_page
from letopis.school.lessons.actions import reopening as actions
from letopis.school.lessons.windows import LONGEST_REASON
from letopis.school.periods.actions import MOST_HOURS
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.submit import form_page, submit, typed

KEEPERS = (Right.WRITE_OWN_PAGES, Right.WRITE_CLASS_PAGES)


class AskForm(forms.Form):
    """Why the page should be opened again."""

    reason = forms.CharField(label="Зачем", max_length=LONGEST_REASON, help_text="Останется в истории.")


class OpenForm(forms.Form):
    """For how many hours a page is opened, or why it is not."""

    hours = forms.IntegerField(label="На сколько часов", required=False, min_value=1, max_value=MOST_HOURS, initial=24)
    answer = forms.CharField(label="Почему нет", max_length=LONGEST_REASON, required=False)


@for_rights(*KEEPERS)
@require_safe
def refused(request: ActorRequest) -> HttpResponse:
    """Go to where a refused change may be asked for: the mark whose window is over, or the page that is closed."""
    lesson, work, student = (whole_number(request.GET.get(name, "")) for name in ("lesson", "work", "student"))
    if work and student:
        lesson, mark = late_mark_at(request.actor, work, student)
        if mark:
            return redirect("journal_mark", mark)
    if not lesson:
        raise Http404
    return redirect("lesson_reopen", lesson)


@for_rights(*KEEPERS)
@form_page
def lesson_reopen(request: ActorRequest, lesson_id: int) -> HttpResponse:
    """Say that the page of a lesson is closed; POST asks the administrator to open it again."""
    found = closed_page(request.actor, lesson_id)
    form = AskForm(typed(request))
    return submit(
        request,
        form,
        lambda: actions.ask_reopening(request.actor, lesson_id=lesson_id, **form.cleaned_data),
        page=lambda: render(request, "teacher/closed_page.html", {"closed": found, "form": form}),
        to="journal_corrections",
        done="Просьба отправлена администратору журнала.",
    )


def answer_opening(request: ActorRequest, request_id: int, form: OpenForm) -> object:
    """Open the page as asked (`act` grant), or decline with a word of why."""
    if request.POST.get("act") == "grant":
        hours = form.cleaned_data["hours"] or 0
        return actions.grant_reopening(request.actor, request_id=request_id, hours=hours)
    answer = form.cleaned_data["answer"]
    return actions.decline_reopening(request.actor, request_id=request_id, answer=answer)
