"""At night: is every copy still there; those whose turn it is are read whole, as many as the night has hours for."""

from datetime import timedelta

from django.db.models import Max
from django_tasks import task

from letopis.documents.carriers import copying, rules
from letopis.documents.carriers.copying import Progress
from letopis.documents.carriers.enums import How, RunKind
from letopis.documents.carriers.jobs import all_reached, reached, told_of
from letopis.documents.carriers.models import Run
from letopis.documents.carriers.options import options
from letopis.documents.carriers.runs import claim, performing
from letopis.documents.carriers.standing import held
from letopis.kernel.actor import Actor
from letopis.kernel.background import is_under_way
from letopis.kernel.clock import now
from letopis.kernel.errors import Refused
from letopis.kernel.nightly import is_due
from letopis.school.organisation.models import School
from letopis.school.organisation.serving import serving


def begin_due() -> None:
    """Give the worker the schools whose night it is; it asks each minute. Two queries where nothing is due."""
    if is_under_way(look_through):
        return
    for school_id in _due():
        look_through.enqueue(school_id)


def _due() -> list[int]:
    """The schools with copies that the server reaches and that were not looked through since the last night."""
    force, moment = options(), now()
    rows = sorted(set(all_reached().values_list("school_id", flat=True)))
    begun = dict(
        Run.objects.filter(kind=RunKind.CHECK, how=How.SCHEDULE).values_list("school_id").annotate(Max("created_at"))
    )
    return [pk for pk in rows if is_due(moment, at=force.at, zone=force.zone, good=begun.get(pk))]


@task()
def look_through(school_id: int) -> None:
    """Look through the copies of a school, where it is still due. While something else is at work it waits."""
    if school_id not in _due():
        return
    school = School.objects.get(pk=school_id)
    with serving(school.kind, school.time_zone):
        actor = Actor.system(school_id)
        try:
            run = claim(actor, RunKind.CHECK, How.SCHEDULE, about="проверка по расписанию", asked={})
        except Refused:
            return
        with performing(run) as progress:
            run.message = look(actor, progress)


def look(actor: Actor, progress: Progress) -> str:
    """A glance at each copy, then those read whole whose turn it is; return in words what was found."""
    force, begun = options(), now()
    copies, found = list(reached(actor.school_id)), []
    for copy in copies:
        progress(f"{copy.package.title}, {copy.carrier.name}", 0)
        verdict = copying.glance(actor, copy, How.SCHEDULE)
        if verdict is not None:
            found.append(verdict)
    due = [one for one in copies if one.away_since is None and rules.is_due(held(one), begun, force.terms)]
    for number, copy in enumerate(due):
        if now() - begun > timedelta(hours=force.hours):
            return f"{told_of(found)} Не успели: {len(due) - number}, они первые в следующую ночь."
        progress(f"{copy.package.title}, {copy.carrier.name}", number * 100 // len(due))
        found.append(copying.check_copy(actor, copy, How.SCHEDULE))
    return told_of(found) if found else f"Все копии на месте: {len(copies)}."
