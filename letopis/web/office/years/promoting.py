"""Promotion at the end of a year: how each goes on is proposed, decided, and drafted as orders (ORG-01)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.forms.boundfield import BoundField
from django.http import HttpResponse
from django.shortcuts import render

from letopis.kernel.rights import Right
from letopis.school.classes.models import Order
from letopis.school.organisation.models import AcademicYear
from letopis.school.organisation.words import current
from letopis.school.years.actions import draft_promotion
from letopis.school.years.promotion import PromotedClass, Promotion, promotion
from letopis.school.years.rules import Course
from letopis.web.office.pages import only_keepers_send
from letopis.web.office.years.forms import PromotionForm
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.navigation import address_for
from letopis.web.shared.submit import form_page, submit, typed
from letopis.web.shared.wording import counted
from letopis.web.shared.years import need_year


@for_rights(Right.READ_STUDENTS)
@form_page
def promote(request: ActorRequest) -> HttpResponse:
    """Show how each goes on; on POST make the drafts of orders."""
    year = _ending(request)
    may_keep = only_keepers_send(request, may_keep=request.actor.may(Right.KEEP_CLASSES))
    found = promotion(request.actor, year.pk)
    form = PromotionForm(typed(request), promotion=found)

    def act() -> list[Order]:
        return draft_promotion(request.actor, year_id=year.pk, classes=form.choices(), students=form.decided())

    return submit(
        request,
        form,
        act,
        page=lambda: render(request, "office/years/promotion.html", _context(form, found, may_keep=may_keep)),
        to=address_for(request.actor, "office_orders") or "office_year_promotion",
        done=lambda made: f"Готовы проекты приказов: {len(made)}. Они никого не двигают, пока не подписаны.",
    )


def _context(form: PromotionForm, found: Promotion, *, may_keep: bool) -> dict[str, Any]:
    return {
        "form": form,
        "year": found.year,
        "following": found.following,
        "drafted": found.drafted,
        "drafted_text": f"Уже в проектах приказов: {counted(found.drafted, current().student.counted)}.",
        "classes": list(_classes(form, found)),
        "may_keep": may_keep,
    }


@dataclass(frozen=True, slots=True)
class ShownClass:
    """A class with its boxes. `is_open`: something in it was refused."""

    name: str
    count: str
    proposed: str
    to: BoundField
    again: BoundField
    students: list[BoundField]
    is_open: bool


def _classes(form: PromotionForm, found: Promotion) -> Iterator[ShownClass]:
    names = dict(found.targets)
    for group in found.classes:
        to, again = form[f"to{group.id}"], form[f"again{group.id}"]
        students = [form[f"s{student.id}"] for student in group.students]
        yield ShownClass(
            name=group.name,
            count=counted(len(students), current().student.counted),
            proposed=_proposed(group, names),
            to=to,
            again=again,
            students=students,
            is_open=any(one.errors for one in (to, again, *students)),
        )


def _proposed(group: PromotedClass, names: dict[int, str]) -> str:
    if group.proposed == Course.GRADUATE:
        return "выпуск"
    return f"в {names[group.to_id]}" if group.to_id in names else "куда — не выбрано"


def _ending(request: ActorRequest) -> AcademicYear:
    """The year that people go on from: of a year being prepared, the one before it."""
    year, hand = need_year(request), request.year_in_hand
    before = [one for one in hand.years if one.starts_on < year.starts_on]
    is_ahead = hand.running is not None and year.starts_on > hand.running.starts_on
    return before[-1] if is_ahead and before else year
