"""Bell schedules. Source: Т4.2.2."""

from collections.abc import Iterable, Mapping
from datetime import date, time

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.errors import Refused
from letopis.kernel.rights import Right
from letopis.school.history.intake import Put
from letopis.school.organisation import intake, policy
from letopis.school.organisation.actions import rows
from letopis.school.organisation.models import AcademicYear, BellPeriod, BellSchedule
from letopis.school.organisation.words import phrase


@transaction.atomic
def set_bells(
    actor: Actor,
    *,
    year_id: int,
    name: str,
    periods: Mapping[int, tuple[time, time]],
    schedule_id: int | None = None,
    shift: int = 1,
    is_shortened: bool = False,
    grades: Iterable[int] = (),
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> BellSchedule:
    """Make a bell schedule or, with `schedule_id`, change it. `periods`: lesson number to start and end.

    Raises Refused where lessons overlap, a number is not 0-12, or the name is taken.
    """
    policy.require(actor, Right.KEEP_SCHOOL)
    year = rows.find(actor, AcademicYear, year_id)
    if not periods:
        raise Refused(
            phrase("Впишите хотя бы одну строку: начало и конец {lesson.gen}."), code="required", field="periods"
        )
    new = BellSchedule(school_id=actor.school_id, year=year)
    put = Put(new) if schedule_id is None else Put.change(rows.find(actor, BellSchedule, schedule_id, year=year))
    schedule = put.row
    schedule.name, schedule.shift, schedule.is_shortened = name, shift, is_shortened
    schedule.grades, schedule.starts_on, schedule.ends_on = sorted(set(grades)), starts_on, ends_on
    intake.put_schedules(actor, [put])
    _put_bells(actor, schedule, periods)
    return schedule


@transaction.atomic
def remove_bells(actor: Actor, *, schedule_id: int) -> None:
    """Remove a bell schedule with its bells; lessons keep the times they were made with until they are renewed."""
    policy.require(actor, Right.KEEP_SCHOOL)
    schedule = rows.find(actor, BellSchedule, schedule_id)
    _put_bells(actor, schedule, {})
    intake.put_schedules(actor, [Put.removal(schedule)])


def _put_bells(actor: Actor, schedule: BellSchedule, periods: Mapping[int, tuple[time, time]]) -> None:
    """Make `periods` the bells of a schedule; those not named are removed."""
    there = {row.number: row for row in BellPeriod.objects.filter(school_id=actor.school_id, schedule=schedule)}
    puts = [Put.removal(row) for number, row in there.items() if number not in periods]
    for number, (starts_at, ends_at) in periods.items():
        new = BellPeriod(school_id=actor.school_id, schedule=schedule, number=number)
        put = Put.change(there[number]) if number in there else Put(new)
        put.row.starts_at, put.row.ends_at = starts_at, ends_at
        puts.append(put)
    intake.put_bells(actor, puts)
