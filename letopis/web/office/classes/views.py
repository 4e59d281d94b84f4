"""Classes: the list, one class with its people, the tutor, enrolment, subgroups (CON-02, CON-05)."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.classes import actions, queries
from letopis.school.classes.agreement import consents_lacking
from letopis.school.classes.models import ClassGroup, ClassTutor
from letopis.school.classes.policy import class_for
from letopis.school.control.year_counts import lacking
from letopis.school.organisation.queries import day_in
from letopis.school.organisation.words import phrase
from letopis.school.tutoring.queries import check_states
from letopis.web.office.classes.forms import ClassForm, EnrolForm, TutorForm
from letopis.web.office.classes.listing import LACKS, columns, filters, wanted
from letopis.web.office.students.forms import order_of
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.class_list import class_workbook
from letopis.web.shared.dividing import subgroups_page
from letopis.web.shared.listing import Listing, asked, matching, opener
from letopis.web.shared.listing_page import list_page
from letopis.web.shared.opened import opened_on
from letopis.web.shared.submit import form_page, submit, typed
from letopis.web.shared.xlsx import is_asked
from letopis.web.shared.years import show_year, year_of

# The personnel department keeps staff only.


@for_rights(Right.READ_STUDENTS)
@require_safe
def class_list(request: ActorRequest) -> HttpResponse:
    """List the classes of the year; `?format=xlsx`."""
    year = year_of(request)
    rows = queries.class_rows(request.actor, year_id=year.pk, day=day_in(year)) if year else []
    checks, of = check_states(request.actor, [row.id for row in rows]), filters(rows)
    given = asked(request, of)
    chosen = lacking(request.actor.school_id, year, LACKS[given["lacks"]][0]) if year and given["lacks"] else None
    found = matching(wanted(rows, given["grade"], chosen), given["text"], columns(rows, checks))
    opens = opener("office_class_edit") if request.actor.may(Right.KEEP_CLASSES) else None
    listing = Listing(request, columns(found, checks), found, filters=of, opens=opens)
    template, file = "office/classes/list.html", phrase("{Group.noms}.xlsx")
    return list_page(request, listing, template, file=file, has_year=year is not None, has_any=bool(rows))


@for_rights(Right.KEEP_STUDENTS)
@require_safe
def consents(request: ActorRequest) -> HttpResponse:
    """List the classes that lack consents, with how many of which kind."""
    year = year_of(request)
    rows = consents_lacking(request.actor, year.pk) if year else []
    return render(request, "office/classes/consents.html", {"rows": rows})


@for_rights(Right.READ_STUDENTS)
@require_safe
def class_card(request: ActorRequest, class_id: int) -> HttpResponse:
    """Show a class; `?format=xlsx` takes the list away."""
    page = queries.class_page(request.actor, class_id)
    return class_workbook(request, page) if is_asked(request) else _card(request, page)


def _card(
    request: ActorRequest,
    page: queries.ClassPage,
    *,
    tutor: TutorForm | None = None,
    enrolment: EnrolForm | None = None,
) -> HttpResponse:
    show_year(request, page.year_id, page.year_name)
    may_keep = request.actor.may(Right.KEEP_CLASSES)
    context: dict[str, Any] = {
        "page": page,
        "may_keep": may_keep,
        "tutors": queries.class_tutors(page.id, request.actor.school_id),
    }
    if may_keep:
        context["tutor_form"] = tutor or _tutor_form(request, page)
        context["enrol_form"] = enrolment or _enrol_form(request, page)
    return render(request, "office/classes/card.html", context)


def _tutor_form(request: ActorRequest, page: queries.ClassPage, data: QueryDict | None = None) -> TutorForm:
    initial = {"staff_id": page.tutor_id, "starts_on": max(today(), page.year_starts)}
    form = TutorForm(data, school_id=request.actor.school_id, initial=initial, auto_id="tutor_%s")
    tutors = ClassTutor.objects.filter(class_group=page.id)
    return opened_on(form, tutors, apart=("starts_on",))


def _enrol_form(request: ActorRequest, page: queries.ClassPage, data: QueryDict | None = None) -> EnrolForm:
    initial = {"starts_on": max(today(), page.year_starts)}
    students = queries.without_class(request.actor)
    return EnrolForm(data, students=students, initial=initial, auto_id="enrol_%s")


@for_rights(Right.KEEP_CLASSES)
@form_page
def class_edit(request: ActorRequest, class_id: int | None = None) -> HttpResponse:
    """Make a class or change one."""
    if not request.actor.may(Right.KEEP_CLASSES):
        raise NotVisible
    row = class_for(request.actor, class_id) if class_id else None
    year = row.year if row else year_of(request)
    if year is None:
        raise NotVisible
    names = ("name", "grade", "scheme_id", "profile", "shift", "room_id")
    initial = {name: getattr(row, name) for name in names} if row else {}
    form = opened_on(ClassForm(typed(request), year=year, initial=initial), row)

    def act() -> ClassGroup:
        if row:
            return actions.update_class(request.actor, class_id=row.pk, **form.cleaned_data)
        return actions.create_class(request.actor, year_id=year.pk, **form.cleaned_data)

    return submit(
        request,
        form,
        act,
        page=lambda: render(request, "office/classes/edit.html", {"form": form, "row": row, "year": year}),
        to=lambda saved: ("office_class", saved.pk),
        done=lambda saved: f"{saved.name}: записано.",
    )


@for_rights(Right.KEEP_CLASSES)
@form_page
def class_tutor(request: ActorRequest, class_id: int) -> HttpResponse:
    """Give the class to a class teacher."""
    page = queries.class_page(request.actor, class_id)
    form = _tutor_form(request, page, typed(request))
    return submit(
        request,
        form,
        lambda: actions.set_tutor(request.actor, class_id=class_id, **form.cleaned_data),
        page=lambda: _card(request, page, tutor=form),
        to=("office_class", class_id),
        done=phrase("{Tutor.nom} назначен."),
    )


@for_rights(Right.KEEP_CLASSES)
@form_page
def class_enrol(request: ActorRequest, class_id: int) -> HttpResponse:
    """Enrol a student who is in no class."""
    page = queries.class_page(request.actor, class_id)
    form = _enrol_form(request, page, typed(request))

    def act() -> None:
        data = form.cleaned_data
        actions.enrol(
            request.actor,
            student_id=data["student_id"],
            class_id=class_id,
            starts_on=data["starts_on"],
            order=order_of(data, data["starts_on"]),
        )

    return submit(
        request,
        form,
        act,
        page=lambda: _card(request, page, enrolment=form),
        to=("office_class", class_id),
        done="Зачисление записано.",
    )


@for_rights(Right.READ_STUDENTS)
@form_page
def class_subgroups(request: ActorRequest, class_id: int) -> HttpResponse:
    """Divide a class into subgroups."""
    return subgroups_page(
        request,
        class_id,
        back=reverse("office_class", args=[class_id]),
        may_divide=request.actor.may(Right.DIVIDE_CLASSES),
    )
