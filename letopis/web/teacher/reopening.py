"""Pages of closed periods opened again (А3.2.2)."""

from django import forms

from letopis.kernel.rights import Right
from letopis.school.lessons.actions import reopening as actions
from letopis.school.lessons.windows import LONGEST_REASON
from letopis.school.periods.actions import MOST_HOURS
from letopis.web.shared.actors import ActorRequest

KEEPERS = (Right.WRITE_OWN_PAGES, Right.WRITE_CLASS_PAGES)


class OpenForm(forms.Form):
    """For how many hours a page is opened, or why it is not."""

    hours = forms.IntegerField(label="На сколько часов", required=False, min_value=1, max_value=MOST_HOURS, initial=24)
    answer = forms.CharField(label="Почему нет", max_length=LONGEST_REASON, required=False)


def answer_opening(request: ActorRequest, request_id: int, form: OpenForm) -> object:
    """Open the page as asked (`act` grant), or decline with a word of why."""
    if request.POST.get("act") == "grant":
        hours = form.cleaned_data["hours"] or 0
        return actions.grant_reopening(request.actor, request_id=request_id, hours=hours)
    answer = form.cleaned_data["answer"]
    return actions.decline_reopening(request.actor, request_id=request_id, answer=answer)
