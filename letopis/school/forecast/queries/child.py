"""The term under way of one child."""

from decimal import Decimal
from typing import Any

from letopis.kernel.actor import Actor
from letopis.school.classes.models import ClassGroup
from letopis.school.diary.marks import marks_page
from letopis.school.forecast.queries.around import Around, split
from letopis.school.forecast.queries.pages import ChildPage, Subject
from letopis.school.marks.averages import Weighed
from letopis.school.organisation.models import Term


def child_outlook(actor: Actor, student_id: int | None = None) -> ChildPage:
    """Return the term under way of a child whose diary `actor` reads, from what the diary shows. Eight queries.

    Raises NotVisible.
    """
    page = marks_page(actor, student_id, "year")
    child, day = page.child, page.child.moment.date()
    stay, term = child.stay_on(day), child.term_on(day)
    if stay is None or term is None or not page.year_name:
        return ChildPage(page, "", None, child.settings, ())
    year_id = ClassGroup.objects.filter(school_id=actor.school_id, pk=stay.class_id).values_list("year_id", flat=True)
    period = Term(name=term.name, starts_on=term.dates.starts_on, ends_on=term.dates.last)
    around = Around.read(actor.school_id, stay.class_id, year_id[0], period, child.settings, day, child.id)
    own = {
        one.subject: split(((mark.date, _cell(mark)) for mark in one.marks if mark.counts), term.dates, child.settings)
        for one in page.subjects
    }
    subjects = [
        Subject(course.id, course.subject, found[child.id], own[course.subject].term)
        for course in around.courses
        if course.subject in own and (found := around.outlooks(course, own[course.subject])) and child.id in found
    ]
    return ChildPage(page, term.name, term.dates.last, child.settings, tuple(subjects))


def _cell(mark: Any) -> Weighed:
    return Weighed(mark.value, mark.second, Decimal(mark.weight), mark.state, mark.was)
