"""Buttons that begin work beside the request: a copy written, checked, restored."""

from collections.abc import Callable

from django import forms
from django.http import HttpResponse

from letopis.documents.carriers import actions, jobs
from letopis.documents.carriers.models import Run
from letopis.kernel.rights import Right
from letopis.web.office.carriers.packages import package_view
from letopis.web.office.carriers.views import board_view
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.submit import form_page, submit, typed


class RestoreForm(forms.Form):
    """What a copy is restored from: a carrier's number, the server's file, or what is whole in all."""

    source = forms.RegexField(rf"^(\d{{1,18}}|{jobs.SERVER}|{jobs.PARTS})$")


def _begin(
    request: ActorRequest, act: Callable[[], Run], page: Callable[[], HttpResponse], form: forms.Form | None = None
) -> HttpResponse:
    return submit(request, form, act, page=page, to=lambda run: ("office_carrier_run", run.pk), atomic=False)


@for_rights(Right.KEEP_CARRIERS)
@form_page
def check_all(request: ActorRequest) -> HttpResponse:
    """Read all copies that the server reaches."""
    return _begin(request, lambda: jobs.begin_check(request.actor), lambda: board_view(request))


@for_rights(Right.KEEP_CARRIERS)
@form_page
def verify(request: ActorRequest, package_id: int) -> HttpResponse:
    """Verify the server's own file of a package."""
    actions.package_of(request.actor, package_id)
    return _begin(
        request,
        lambda: jobs.begin_verify(request.actor, package_id=package_id),
        lambda: package_view(request, package_id),
    )


@for_rights(Right.KEEP_CARRIERS)
@form_page
def check_package(request: ActorRequest, package_id: int) -> HttpResponse:
    """Read the copies of a package."""
    actions.package_of(request.actor, package_id)
    return _begin(
        request,
        lambda: jobs.begin_check(request.actor, package_id=package_id),
        lambda: package_view(request, package_id),
    )


@for_rights(Right.KEEP_CARRIERS)
@form_page
def check_copy(request: ActorRequest, copy_id: int) -> HttpResponse:
    """Read one copy."""
    copy = actions.copy_of(request.actor, copy_id)
    return _begin(
        request,
        lambda: jobs.begin_check(request.actor, copy_id=copy_id),
        lambda: package_view(request, copy.package_id),
    )


@for_rights(Right.KEEP_CARRIERS)
@form_page
def write(request: ActorRequest, package_id: int, carrier_id: int) -> HttpResponse:
    """Write a package to a carrier."""
    actions.package_of(request.actor, package_id)
    actions.carrier_of(request.actor, carrier_id)
    return _begin(
        request,
        lambda: jobs.begin_copy(request.actor, package_id=package_id, carrier_id=carrier_id),
        lambda: package_view(request, package_id),
    )


@for_rights(Right.KEEP_CARRIERS)
@form_page
def restore(request: ActorRequest, package_id: int, carrier_id: int) -> HttpResponse:
    """Replace the copy on a carrier by one that is read whole first."""
    actions.package_of(request.actor, package_id)
    actions.carrier_of(request.actor, carrier_id)
    form = RestoreForm(typed(request))
    return _begin(
        request,
        lambda: jobs.begin_restore(
            request.actor, package_id=package_id, to_id=carrier_id, source=form.cleaned_data["source"]
        ),
        lambda: package_view(request, package_id),
        form,
    )
