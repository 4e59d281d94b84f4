"""The school's settings, card, bells and rooms. Sources: П3.2.5, Т4.2.2-3."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letopis.documents.stamps.queries import stamp_page, stamped_files
from letopis.kernel.rights import Right
from letopis.school.history.log.queries import log_page
from letopis.school.history.nightly import begin_asked, trouble_of_log, verified
from letopis.school.organisation import actions, queries
from letopis.school.organisation.models import School
from letopis.school.organisation.words import phrase
from letopis.school.witnessing.queries import witness_page
from letopis.web.office.settings.forms import CardForm, SettingsForm
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.files import file_answer
from letopis.web.shared.opened import opened_on
from letopis.web.shared.submit import form_page, submit, typed
from letopis.web.shared.xlsx import download, figure, is_asked


@for_rights(Right.READ_SCHOOL)
@form_page
def settings(request: ActorRequest) -> HttpResponse:
    """Show the settings with the clause of each; the operator changes them."""
    rows = queries.settings_page(request.actor)
    may_set = request.actor.may(Right.SET_SCHOOL)
    if is_asked(request):
        return _settings_sheet(rows)
    form = opened_on(SettingsForm(typed(request), rows=rows), School.objects.filter(pk=request.actor.school_id))
    return submit(
        request,
        form,
        lambda: actions.change_settings(request.actor, values=form.cleaned_data),
        page=lambda: _settings_page(request, form, rows, may_set=may_set),
        to="office_settings",
        done="Настройки записаны.",
    )


def _settings_page(
    request: ActorRequest, form: SettingsForm, rows: Sequence[queries.SettingRow], *, may_set: bool
) -> HttpResponse:
    fields = [{"field": form[row.setting.name], "row": row} for row in rows]
    context = {"form": form, "fields": fields, "may_set": may_set}
    return render(request, "office/settings/settings.html", context)


def _settings_sheet(rows: Sequence[queries.SettingRow]) -> HttpResponse:
    columns = (
        *(("Правило", 48), ("Значение", 12), ("По умолчанию", 14), ("Основание", 28)),
        *(("Что меняет", 60), ("Пояснение", 70)),
    )
    cells = [
        (
            *(row.setting.label, figure(row.value_text), figure(row.default_text)),
            *(row.setting.clause, row.setting.changes, row.setting.help),
        )
        for row in rows
    ]
    return download(phrase("Правила {school.gen}.xlsx"), columns, cells)


@for_rights(Right.READ_SCHOOL)
@form_page
def card(request: ActorRequest) -> HttpResponse:
    """Show and change the school's card."""
    school = queries.school_of(request.actor)
    form = opened_on(CardForm(typed(request), instance=school), school)
    may_set = request.actor.may(Right.SET_SCHOOL)
    return submit(
        request,
        form,
        lambda: actions.update_school(request.actor, **form.cleaned_data),
        page=lambda: render(request, "office/settings/school.html", {"form": form, "may_set": may_set}),
        to="office_settings_school",
        done="Карточка записана.",
    )


@for_rights(Right.READ_SCHOOL)
@require_safe
def log(request: ActorRequest) -> HttpResponse:
    """Show what proves the ledger: the newest checkpoint, to be kept outside, and the key that verifies it."""
    return _log_page(request)


def _log_page(request: ActorRequest) -> HttpResponse:
    context = {
        "log": log_page(request.actor),
        "verified": verified(request.actor),
        "behind": trouble_of_log(request.actor),
        "may_read": request.actor.may(Right.READ_UPKEEP),
        "may_verify": request.actor.may(Right.KEEP_UPKEEP),
        "may_set": request.actor.may(Right.SET_SCHOOL),
        "witnessed": witness_page(request.actor),
        "stamp": stamp_page(request.actor),
    }
    return render(request, "office/settings/log.html", context)


@for_rights(Right.KEEP_UPKEEP)
@form_page
def verify(request: ActorRequest) -> HttpResponse:
    """Verify all of the ledger now, beside the request."""
    return submit(
        request,
        None,
        lambda: begin_asked(request.actor),
        page=lambda: _log_page(request),
        to="office_settings_log",
        done="Сверка идёт: обновите страницу через минуту.",
        atomic=False,
    )


@for_rights(Right.READ_SCHOOL)
@require_safe
def stamped(request: ActorRequest) -> HttpResponse:
    """Give the last checkpoint with a time stamp, and the stamp."""
    found = stamped_files(request.actor)
    if found is None:
        raise Http404
    name, packed = found
    return file_answer(packed, name, "application/zip")


@for_rights(Right.READ_SCHOOL)
@require_safe
def checkpoint(request: ActorRequest) -> HttpResponse:
    """Give the newest checkpoint as the file that `letopis verify --against` takes."""
    newest = log_page(request.actor).checkpoint
    if newest is None:
        raise Http404
    text = witness_page(request.actor).text
    return file_answer(text, f"history-{newest.size}.checkpoint", "text/plain; charset=utf-8")
