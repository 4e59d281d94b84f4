"""The schedule of assessment works: seen, made, published and taken away (CTL-03: А4.5, С4)."""

from typing import NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letopis.kernel.clock import today
from letopis.kernel.dates import monday_of
from letopis.kernel.rights import Right
from letopis.school.organisation.models import AcademicYear, School
from letopis.school.workload import policy
from letopis.school.workload.actions import works as actions
from letopis.school.workload.actions.proposing import offer, propose_schedule
from letopis.school.workload.models import AssessmentWork
from letopis.school.workload.queries import Half, Schedule, Scheduled, course_pages, half_of, half_on, schedule
from letopis.school.workload.wording import left_words, source_of
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.days import day_of
from letopis.web.shared.opened import opened_on
from letopis.web.shared.submit import form_page, submit, typed
from letopis.web.shared.wording import counted
from letopis.web.shared.xlsx import is_asked
from letopis.web.shared.years import need_year, show_year, year_of
from letopis.web.teacher.assessments import sheets
from letopis.web.teacher.assessments.forms import NewWorkForm, RemoveForm, WorkForm
from letopis.web.teacher.assessments.table import Look, table

WRITE = (Right.KEEP_WORKLOAD, Right.PLAN_OWN_WORKS)
WORKS = "работа,работы,работ"
MOST = 60  # of what speaks against works, on the page; all of it is in the workbook


class Told(NamedTuple):
    """A hit beside its work."""

    work: Scheduled
    text: str
    source: str


@for_rights(*policy.READS)
@require_safe
def works(request: ActorRequest) -> HttpResponse:
    """Show half a year (`?half=`, `?grade=`, `?class=`, `?week=`); `?format=xlsx`, `?format=pdf` take it away."""
    return _works(request)


def _works(request: ActorRequest) -> HttpResponse:
    year = year_of(request)
    if year is None:
        return render(request, "teacher/assessments/none.html")
    school = _school(request)
    look = _look(request, schedule(request.actor, school, year, _half(request, year)))
    if is_asked(request):
        return sheets.workbook(look.schedule, look.works)
    if request.GET.get("format") == "pdf":
        return sheets.paper(request, look.schedule, look.works, school, year.name)
    return render(request, "teacher/assessments/list.html", _context(request, year, look))


def _context(request: ActorRequest, year: AcademicYear, look: Look) -> dict[str, object]:
    found, ids = look.schedule, {work.id for work in look.works}
    hits = [Told(found.by_id[hit.work_id], hit.text, hit.source) for hit in found.hits if hit.work_id in ids]
    compared = found.compared
    return {
        "look": look,
        "half": found.half,
        "halves": [half_of(year, number) for number in (1, 2)],
        "table": table(look, today()),
        "hits": hits[:MOST],
        "hits_in_all": len(hits),
        "drafts": found.drafts,
        "held": len(compared.held),
        "missed": [found.by_id[pk] for pk in sorted(compared.missed) if pk in ids][:MOST],
        "moved": [(found.by_id[pk], one) for pk, one in compared.moved.items() if pk in ids][:MOST],
        "unplanned": [(page, one) for one in compared.unplanned if look.shows(page := found.pages[one.course_id])][
            :MOST
        ],
        "keeps": request.actor.may(Right.KEEP_WORKLOAD),
        "writes": request.actor.may(*WRITE),
    }


def _look(request: ActorRequest, found: Schedule) -> Look:
    grade, class_id = whole_number(request.GET.get("grade", "")), whole_number(request.GET.get("class", ""))
    classes = found.classes
    week = day_of(request.GET.get("week", ""))
    return Look(
        found,
        grade=grade if grade in {one for _, one in classes.values()} else None,
        class_id=class_id if class_id in classes else None,
        week=monday_of(week) if week else None,
    )


def _half(request: ActorRequest, year: AcademicYear) -> Half:
    """The half asked for, else the one under way."""
    asked = whole_number(request.GET.get("half", "") or request.POST.get("half", ""))
    return half_of(year, asked) if asked in {1, 2} else half_on(year, today())


def _school(request: ActorRequest) -> School:
    return School.objects.get(pk=request.actor.school_id)


@for_rights(*WRITE)
@form_page
def work_new(request: ActorRequest) -> HttpResponse:
    """Add a work: to a page of the journal, or to those of a whole parallel."""
    year, actor = need_year(request), request.actor
    own = [page for page in course_pages(actor, year).values() if policy.plans(actor, as_teacher=page.as_teacher)]
    if not own:
        raise Http404
    keeps = actor.may(Right.KEEP_WORKLOAD)
    initial = {"date": day_of(request.GET.get("day", "")) or today(), "minutes": 45, "kind": "control"}
    initial["level"] = "school" if keeps else "teacher"
    form = NewWorkForm(typed(request), pages=own, keeps=keeps, initial=initial)
    return submit(
        request,
        form,
        lambda: actions.add_works(actor, year=year, course_ids=form.course_ids, draft=form.draft()),
        page=lambda: render(request, "teacher/assessments/work.html", {"form": form}),
        to="assessments",
        done=lambda made: f"Поставлено: {counted(len(made), WORKS)}.",
    )


@for_rights(*policy.READS)
@form_page
def work(request: ActorRequest, work_id: int) -> HttpResponse:
    """Show a work with what speaks against it; POST moves it or changes what it is."""
    row, year, found = _found(request, work_id)
    show_year(request, year.pk, year.name)
    shown = found.by_id[work_id]
    writes = policy.plans(request.actor, as_teacher=shown.page.as_teacher, level=shown.level)
    names = [name for name in WorkForm.base_fields if name != "reason"]
    initial = {name: getattr(shown, name) for name in names} | {"reason": ""}
    form = WorkForm(typed(request), keeps=request.actor.may(Right.KEEP_WORKLOAD) or not writes, initial=initial)
    opened_on(form, row, apart=("reason",))
    return submit(
        request,
        form,
        lambda: actions.change_work(request.actor, work_id=work_id, draft=form.draft()),
        page=lambda: _work_page(request, found, shown, form=form if writes else None),
        to="assessments",
        done="Работа записана.",
    )


def _work_page(
    request: ActorRequest, found: Schedule, shown: Scheduled, *, form: WorkForm | None, remove: RemoveForm | None = None
) -> HttpResponse:
    writes = policy.plans(request.actor, as_teacher=shown.page.as_teacher, level=shown.level)
    context = {
        "work": shown,
        "writes": writes,
        "form": form,
        "remove_form": remove or RemoveForm(auto_id="remove_%s"),
        "hits": found.hits_of.get(shown.id, ()),
    }
    return render(request, "teacher/assessments/work.html", context)


@for_rights(*WRITE)
@form_page
def work_remove(request: ActorRequest, work_id: int) -> HttpResponse:
    """Take back a work that was proposed, cancel one that is published."""
    _, _, found = _found(request, work_id)
    form, shown = RemoveForm(typed(request), auto_id="remove_%s"), found.by_id[work_id]
    return submit(
        request,
        form,
        lambda: actions.remove_work(request.actor, work_id=work_id, reason=form.cleaned_data["reason"]),
        page=lambda: _work_page(request, found, shown, form=None, remove=form),
        to="assessments",
        done="Работа убрана из графика.",
    )


def _found(request: ActorRequest, work_id: int) -> tuple[AssessmentWork, AcademicYear, Schedule]:
    """The work, among those of its half that the reader sees; 404 for any other."""
    rows = AssessmentWork.objects.select_related("course__year")
    row = rows.filter(school_id=request.actor.school_id, pk=work_id).first()
    if row is None:
        raise Http404
    year = row.course.year
    found = schedule(request.actor, _school(request), year, half_on(year, row.date))
    if work_id not in found.by_id:
        raise Http404
    return row, year, found


@for_rights(Right.KEEP_WORKLOAD)
@form_page
def propose(request: ActorRequest) -> HttpResponse:
    """Show what the lesson plans' works would be put on, and what finds no place and why; POST writes it as drafts."""
    year = need_year(request)
    half = _half(request, year)
    grade = whole_number(request.GET.get("grade", "") or request.POST.get("grade", "")) or None

    def page() -> HttpResponse:
        made = offer(request.actor, year=year, half=half, grade=grade)
        left = [(one, left_words(one.why), source_of(one.why)) for one in made.left]
        context = {"half": half, "grade": grade, "number": len(made.works), "left": left}
        return render(request, "teacher/assessments/propose.html", context)

    return submit(
        request,
        None,
        lambda: propose_schedule(request.actor, year=year, half=half, grade=grade),
        page=page,
        to="assessments",
        done=lambda made: f"Предложено: {counted(len(made.works), WORKS)}. Посмотрите график и опубликуйте его.",
    )


@for_rights(Right.KEEP_WORKLOAD)
@form_page
def publish(request: ActorRequest) -> HttpResponse:
    """Publish what is proposed of a half (`act` publish), or take it back (`act` drop)."""
    year = need_year(request)
    half, is_dropped = _half(request, year), request.POST.get("act") == "drop"
    act = actions.drop_drafts if is_dropped else actions.publish
    said = "Предложенное убрано" if is_dropped else "График опубликован"
    return submit(
        request,
        None,
        lambda: act(request.actor, year=year, half=half),
        page=lambda: _works(request),
        to="assessments",
        done=lambda number: f"{said}: {counted(number, WORKS)}.",
    )
