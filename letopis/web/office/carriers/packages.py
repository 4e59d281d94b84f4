"""A package: built, shown, taken away, withdrawn; what somebody does with a copy in hand."""

from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letopis.documents.archive.seal import COVERED
from letopis.documents.carriers import actions, gone, jobs, policy, queries
from letopis.documents.carriers.checking import manifest_of
from letopis.documents.carriers.models import Package
from letopis.documents.carriers.options import file_of
from letopis.documents.carriers.rules import Condition
from letopis.documents.signatures.actions import put_up
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.web.office.carriers.forms import BuildForm, CheckForm, DestroyedForm, RecordForm, WithdrawForm
from letopis.web.office.carriers.listing import shown_as
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.opened import opened_on
from letopis.web.shared.submit import form_page, submit, typed
from letopis.web.shared.years import need_year

USABLE = (Condition.WHOLE, Condition.OVERDUE)


@for_rights(Right.KEEP_CARRIERS)
@form_page
def package_new(request: ActorRequest) -> HttpResponse:
    """Build a package of the year or of a class, beside the request."""
    year = need_year(request)
    form = BuildForm(typed(request), classes=queries.classes_of(request.actor, year.pk))
    return submit(
        request,
        form,
        lambda: jobs.begin_build(request.actor, year=year, group_id=form.cleaned_data["group_id"]),
        page=lambda: render(request, "office/carriers/build.html", {"form": form, "year": year}),
        to=lambda run: ("office_carrier_run", run.pk),
        atomic=False,
    )


@for_rights(Right.READ_CARRIERS)
@require_safe
def package(request: ActorRequest, package_id: int) -> HttpResponse:
    """Show a package: its copies, what was found of them, what may be done."""
    return package_view(request, package_id)


def package_view(request: ActorRequest, package_id: int, form: WithdrawForm | None = None) -> HttpResponse:
    """Return the page of a package, with a form on it that was sent."""
    page = queries.package_page(request.actor, package_id)
    if form is None:
        form = _withdrawing(page.row.package)
    copies = list(page.row.copies.values())
    # Only what was whole when it was last read is offered to restore from; it is read again all the same.
    whole = [one.carrier for one in copies if one.condition in USABLE and one.carrier.is_reached]
    context: dict[str, Any] = {"page": page, "package": page.row.package, "sources": whole, "copies": shown_as(copies)}
    return render(request, "office/carriers/package.html", {**context, "form": form, "is_withdrawing": form.is_bound})


@for_rights(Right.KEEP_CARRIERS)
@require_safe
def package_file(request: ActorRequest, package_id: int) -> FileResponse:
    """The package as one file: everybody's data, for those alone who keep the archive."""
    policy.require(request.actor, Right.KEEP_CARRIERS)
    row = actions.package_of(request.actor, package_id)
    if row.destroyed_by:
        raise NotVisible
    try:
        file = file_of(row).open("rb")
    except OSError:
        raise NotVisible from None
    return FileResponse(file, as_attachment=True, filename=row.file_name, content_type="application/zip")


@for_rights(Right.SIGN_DOCUMENTS)
@form_page
def package_sign(request: ActorRequest, package_id: int) -> HttpResponse:
    """Put a package up for signing by certificate: its tag manifest, which covers all else."""
    policy.require(request.actor, Right.READ_CARRIERS)
    row = actions.package_of(request.actor, package_id)
    return submit(
        request,
        None,
        lambda: put_up(request.actor, content=manifest_of(row), title=f"Архивный пакет {row.title}", name=COVERED),
        page=lambda: package_view(request, package_id),
        to=lambda document: ("print_signed_document", document.pk),
        atomic=False,
    )


@for_rights(Right.KEEP_CARRIERS)
@form_page
def package_withdraw(request: ActorRequest, package_id: int) -> HttpResponse:
    """Take from the register a package that was built anew."""
    row = actions.package_of(request.actor, package_id)
    form = _withdrawing(row, request)
    return submit(
        request,
        form,
        lambda: actions.withdraw_package(request.actor, package_id=package_id, **form.cleaned_data),
        page=lambda: package_view(request, package_id, form),
        to="office_carriers",
        done=f"Пакет «{row.title}» снят с учёта.",
    )


def _withdrawing(row: Package, request: ActorRequest | None = None) -> WithdrawForm:
    facts = {"Снят с учёта": "да" if row.withdrawn_at else ""}
    return opened_on(WithdrawForm(typed(request) if request else None), row, facts=facts, apart=("reason",))


# ── a carrier in somebody's hand ──────────────────────────────────────


@for_rights(Right.KEEP_CARRIERS)
@form_page
def copy_record(request: ActorRequest, package_id: int, carrier_id: int) -> HttpResponse:
    """Record a copy that somebody has written to a disc or drive, with the report of its check."""
    row, carrier = actions.package_of(request.actor, package_id), actions.carrier_of(request.actor, carrier_id)
    form = RecordForm(typed(request), request.FILES or None)
    context = {"form": form, "package": row, "carrier": carrier, "file": row.file_name}
    return submit(
        request,
        form,
        lambda: actions.record_copy(request.actor, package_id=package_id, carrier_id=carrier_id, **form.cleaned_data),
        page=lambda: render(request, "office/carriers/record.html", context),
        to=("office_carrier_package", package_id),
        done=f"Копия на носителе «{carrier.name}» записана в реестр.",
    )


@for_rights(Right.KEEP_CARRIERS)
@form_page
def check_record(request: ActorRequest, copy_id: int) -> HttpResponse:
    """Record what somebody has found of a copy on a disc or drive."""
    copy = actions.copy_of(request.actor, copy_id)
    form = CheckForm(typed(request), request.FILES or None)
    context = {"form": form, "package": copy.package, "carrier": copy.carrier, "file": copy.file, "copy": copy}
    return submit(
        request,
        form,
        lambda: actions.record_check(request.actor, copy_id=copy_id, **form.cleaned_data),
        page=lambda: render(request, "office/carriers/record.html", context),
        to=("office_carrier_package", copy.package_id),
        done="Проверка записана.",
    )


@for_rights(Right.KEEP_CARRIERS)
@form_page
def copy_destroyed(request: ActorRequest, copy_id: int) -> HttpResponse:
    """Record that a copy which an act has destroyed is gone from a carrier that the server does not reach."""
    copy = gone.doomed_copy(request.actor, copy_id)
    form = DestroyedForm(typed(request))
    return submit(
        request,
        form,
        lambda: gone.confirm_destroyed(request.actor, copy_id=copy_id, **form.cleaned_data),
        page=lambda: render(request, "office/carriers/destroyed.html", {"form": form, "copy": copy}),
        to=("office_carrier_package", copy.package_id),
        done=f"Копия на носителе «{copy.carrier.name}» уничтожена: это записано.",
    )
