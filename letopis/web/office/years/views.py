"""The years of the school: which there are, in which one works. Sources: П3.2.1, А3.2.2, Т4.1.4."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from letopis.kernel.rights import Right
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.years import keep_year, year_of


@for_rights(Right.READ_SCHOOL)
@require_safe
def years(request: ActorRequest) -> HttpResponse:
    """List the years of the school, the latest first."""
    year_of(request)
    hand = request.year_in_hand
    context = {
        "rows": list(reversed(hand.years)),
        "chosen": hand.year,
        "running": hand.running,
        "may_keep": request.actor.may(Right.KEEP_SCHOOL),
    }
    return render(request, "office/years/list.html", context)


@for_rights(Right.READ_SCHOOL)
@require_POST
def choose(request: ActorRequest) -> HttpResponse:
    """Go on in another year, on the page one was on."""
    year_id = whole_number(request.POST.get("year", ""))
    if year_id is None:
        raise Http404
    keep_year(request, year_id)
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(back if is_ours else "office_years")
