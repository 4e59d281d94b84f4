"""Consents of a class written down together, by the office or by the class teacher (А3.1.2, А3.2.3)."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format

from letopis.kernel.clock import today
from letopis.kernel.rights import Right
from letopis.school.classes.actions import record_consents
from letopis.school.classes.agreement import SHUT, Agreement, ClassConsents, Waiting, class_consents
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.fields import DayField
from letopis.web.shared.submit import form_page, submit, typed
from letopis.web.shared.wording import counted
from letopis.web.shared.years import show_year


class ConsentsForm(forms.Form):
    """The one day of the papers."""

    given_on = DayField(
        label="Согласия подписаны",
        error_messages={"required": "Укажите день, который стоит на согласиях."},
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the page: whose it is, how it stands, what was ticked and chosen."""

    one: Waiting
    state: str
    label: str
    is_ticked: bool
    signed_by: int | None


@for_rights(Right.KEEP_STUDENTS, Right.CONSENT_OWN_CLASS)
@form_page
def of_class(request: ActorRequest, class_id: int) -> HttpResponse:
    """Show whose consent the class lacks; POST writes down those ticked, with one day."""
    found = class_consents(request.actor, class_id)
    show_year(request, found.year_id, found.year_name)
    form = ConsentsForm(typed(request), initial={"given_on": today()})
    ticked = {number for text in request.POST.getlist("student") if (number := whole_number(text))}
    signed = {number: whole_number(request.POST.get(f"by{number}", "")) for number in ticked}

    def page() -> HttpResponse:
        rows = [_row(one, ticked, signed) for one in found.waiting]
        context = {"class": found, "form": form, "rows": rows, "shut": sum(row.one.state in SHUT for row in rows)}
        return render(request, "account/class_consents.html", {**context, "back": _back(request, found)})

    return submit(
        request,
        form,
        lambda: record_consents(request.actor, class_id=class_id, signed=signed, **form.cleaned_data),
        page=page,
        to=("account_consents", class_id),
        done=lambda rows: f"Записано: {counted(len(rows), 'согласие,согласия,согласий')}.",
    )


def _row(one: Waiting, ticked: set[int], signed: dict[int, int | None]) -> Row:
    state, label = _told(one.state, one.until)
    return Row(one, state, label, one.student_id in ticked, signed.get(one.student_id))


def _told(state: Agreement, until: date | None) -> tuple[str, str]:
    """The sign and the words of a state."""
    day = date_format(until, "d.m.Y") if until else ""
    return {
        Agreement.NONE: ("danger", "Нет согласия: вход закрыт"),
        Agreement.WITHDRAWN: ("danger", f"Отозвано {day}: вход закрыт"),
        Agreement.OVER: ("danger", f"Срок истёк {day}: вход закрыт"),
        Agreement.TERM: ("open", f"Не записано, вход открыт до {day}"),
        Agreement.UNDATED: ("open", "Есть, день не указан"),
    }[state]


def _back(request: ActorRequest, found: ClassConsents) -> str:
    """The page of the class that the reader came from: the office's, or the class teacher's own."""
    name = "office_class" if request.actor.may(Right.READ_STUDENTS) else "my_class_page"
    return reverse(name, args=[found.class_id])
