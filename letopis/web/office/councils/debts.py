"""Academic debts: the list by class, one with its retakes (JRN-06; 273-ФЗ, ст. 58)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.councils import actions, queries
from letopis.school.councils.actions.debts import Noted
from letopis.school.councils.models import Retake
from letopis.school.councils.policy import READING
from letopis.school.councils.queries import DebtPage, DebtRow
from letopis.school.people.queries import staff_choices
from letopis.web.office.councils.forms import DebtForm, ResultForm, RetakeForm
from letopis.web.office.councils.listing import debt_columns, debt_filters
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.addresses import seen_version
from letopis.web.shared.listing import Listing, asked, matching
from letopis.web.shared.listing_page import list_page
from letopis.web.shared.submit import form_page, submit, typed
from letopis.web.shared.wording import lower_first


@for_rights(*READING)
@require_safe
def debts(request: ActorRequest) -> HttpResponse:
    """List the debts (`?text=&class=&state=&format=xlsx`)."""
    rows = queries.debt_rows(request.actor)
    filters = debt_filters(rows)
    wanted = asked(request, filters)
    found = matching(_chosen(rows, wanted["class"], wanted["state"]), wanted["text"], debt_columns())
    listing = Listing(request, debt_columns(), found, filters=filters, css="people order")
    return list_page(request, listing, "office/councils/debts.html", file="Задолженности.xlsx")


def _chosen(rows: list[DebtRow], class_name: str, state: str) -> list[DebtRow]:
    of_class = [one for one in rows if not class_name or one.class_name == class_name]
    if state == "lost":
        return [one for one in of_class if one.is_lost]
    return [one for one in of_class if not state or one.state == state]


@for_rights(*READING)
@require_safe
def debt(request: ActorRequest, debt_id: int) -> HttpResponse:
    """Show a debt with its retakes."""
    return _shown(request, queries.debt_page(request.actor, debt_id))


def _shown(
    request: ActorRequest, page: DebtPage, *, retake: RetakeForm | None = None, result: ResultForm | None = None
) -> HttpResponse:
    planned = page.row.next_retake
    is_due = planned is not None and planned.date <= today()
    context = {
        "page": page,
        "row": page.row,
        "retake": (retake or _retake_form(request, page)) if page.may_keep and page.attempt else None,
        "planned": planned,
        "is_due": is_due,
        "result": (result or _result_form(page)) if page.may_keep and is_due else None,
        "late": retake if retake and not page.attempt else None,
    }
    return render(request, "office/councils/debt.html", context)


def _retake_form(request: ActorRequest, page: DebtPage, *, is_sent: bool = False) -> RetakeForm:
    staff = [(one.id, one.name) for one in staff_choices(request.actor.school_id, today())]
    data = typed(request) if is_sent else None
    initial = {"version": page.version}
    return RetakeForm(data, staff=staff, is_commission=page.attempt == 2, initial=initial, auto_id="retake_%s")


def _result_form(page: DebtPage, request: ActorRequest | None = None) -> ResultForm:
    return ResultForm(typed(request) if request else None, initial={"version": page.version}, auto_id="result_%s")


@for_rights(Right.KEEP_DEBTS)
@form_page
def debt_new(request: ActorRequest, student_id: int) -> HttpResponse:
    """Note a debt that no council of the school has named."""
    choices = queries.debt_choices(request.actor, student_id)
    form = DebtForm(
        typed(request),
        subjects=[(one.id, one.name) for one in choices.subjects],
        periods=[(one.key, one.name) for one in choices.periods],
    )
    context = {"choices": choices, "student_id": student_id, "form": form}
    return submit(
        request,
        form,
        lambda: actions.note_debt(request.actor, student_id=student_id, draft=form.draft()),
        page=lambda: render(request, "office/councils/debt_new.html", context),
        to=lambda made: ("office_debt", made.pk),
        done="Задолженность записана.",
    )


@for_rights(Right.KEEP_DEBTS)
@form_page
def debt_remove(request: ActorRequest, debt_id: int) -> HttpResponse:
    """Take back a debt that was noted by mistake."""
    page = queries.debt_page(request.actor, debt_id)
    return submit(
        request,
        None,
        lambda: actions.take_debt_back(request.actor, debt_id=debt_id, version=seen_version(request)),
        page=lambda: _shown(request, page),
        to=lambda student_id: ("office_student", student_id),
        done="Задолженность убрана: в истории осталось, кто и когда её записал.",
    )


@for_rights(Right.KEEP_DEBTS)
@form_page
def retake_arrange(request: ActorRequest, debt_id: int) -> HttpResponse:
    """Name the day of a retake and who takes it."""
    page = queries.debt_page(request.actor, debt_id)
    form = _retake_form(request, page, is_sent=True)
    return submit(
        request,
        form,
        lambda: actions.arrange_retake(request.actor, debt_id=debt_id, **form.cleaned_data),
        page=lambda: _shown(request, page, retake=form if request.method == "POST" else None),
        to=("office_debt", debt_id),
        done="Пересдача назначена.",
    )


def _noted(noted: Noted) -> str:
    """Whether the mark stands in the journal is said at once."""
    why = noted.not_in_journal
    return f"Результат записан. В журнал отметка не поставлена: {lower_first(why)}" if why else "Результат записан."


@for_rights(Right.KEEP_DEBTS)
@form_page
def retake_result(request: ActorRequest, retake_id: int) -> HttpResponse:
    """Record how a retake went."""
    known = Retake.objects.filter(school_id=request.actor.school_id, pk=retake_id)
    debt_id = known.values_list("debt", flat=True).first()
    if debt_id is None:
        raise NotVisible
    page = queries.debt_page(request.actor, debt_id)
    form = _result_form(page, request)
    return submit(
        request,
        form,
        lambda: actions.note_retake(request.actor, retake_id=retake_id, **form.cleaned_data),
        page=lambda: _shown(request, page, result=form if request.method == "POST" else None),
        to=("office_debt", debt_id),
        done=_noted,
    )
