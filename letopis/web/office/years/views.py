"""The years of the school: which there are, in which one works. Sources: П3.2.1, А3.2.2, Т4.1.4."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from letopis.kernel.clock import today
from letopis.kernel.rights import Right
from letopis.school.classes.queries import has_classes
from letopis.school.organisation.models import AcademicYear
from letopis.school.organisation.words import current, phrase
from letopis.school.years.actions import Prepared, may_prepare, prepare_next_year
from letopis.school.years.rules import next_name
from letopis.web.office.years.forms import PrepareForm
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.submit import form_page, submit, typed
from letopis.web.shared.wording import academic_year, counted
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
        "may_prepare": may_prepare(request.actor) and not _is_ahead(hand.years),
    }
    return render(request, "office/years/list.html", context)


def _is_ahead(years: Sequence[AcademicYear]) -> bool:
    """Whether the next year is being prepared: another after it would be made by a slip of the hand."""
    return bool(years) and years[-1].starts_on > today() and has_classes(years[-1])


@for_rights(Right.KEEP_SCHOOL)
@form_page
def prepare(request: ActorRequest) -> HttpResponse:
    """Make the next year beside the last there is, and go on in it."""
    year_of(request)
    last = request.year_in_hand.years[-1] if request.year_in_hand.years else None
    if last is None or not may_prepare(request.actor):
        raise Http404
    form = PrepareForm(typed(request), initial={"with_load": True, "with_plans": True})

    def act() -> Prepared:
        done = prepare_next_year(request.actor, year_id=_before(request, last).pk, **form.cleaned_data)
        keep_year(request, done.year.pk)
        return done

    context = {"form": form, "year": _before(request, last), "name": academic_year(_following(request, last))}
    return submit(
        request,
        form,
        act,
        page=lambda: render(request, "office/years/next.html", context),
        to="office_years",
        done=_prepared,
    )


def _before(request: ActorRequest, last: AcademicYear) -> AcademicYear:
    """The year to go on from: the last; the one before it where the last was opened by hand and is still empty."""
    years = request.year_in_hand.years
    return years[-2] if len(years) > 1 and last.starts_on > today() and not has_classes(last) else last


def _following(request: ActorRequest, last: AcademicYear) -> str:
    before = _before(request, last)
    return next_name(last.name) if before is last else last.name


def _prepared(done: Prepared) -> str:
    words = current()
    made = f"{counted(done.classes, words.group.counted)}, {counted(done.courses, 'строка,строки,строк')} нагрузки"
    gap = phrase(" Без {teacher.gen}: {number}.", number=done.without_teacher) if done.without_teacher else ""
    name = academic_year(done.year.name)
    return f"{name} учебный год подготовлен: {made}.{gap} Проверьте даты периодов и каникул. Вы работаете в нём."


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
