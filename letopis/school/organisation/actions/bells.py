"""Bell schedules. Source: Т4.2.2."""

from collections.abc import Iterable, Mapping
from datetime import date, time

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.errors import Refused
from letopis.kernel.text import clean
from letopis.school.organisation import policy
from letopis.school.organisation.actions import rows
from letopis.school.organisation.models import AcademicYear, BellPeriod, BellSchedule
from letopis.school.organisation.rules import bell_faults
from letopis.school.organisation.words import say

LAST_NUMBER = 12


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
    policy.require(actor, "keep", actor.school_id)
    year = rows.find(actor, AcademicYear, year_id)
    _check(actor, year, schedule_id, clean(name), periods)
    if starts_on and ends_on and ends_on < starts_on:
        raise Refused("Окончание раньше начала. Поменяйте даты местами.", code="dates", field="ends_on")
    columns = {
        "name": clean(name),
        "shift": shift,
        "is_shortened": is_shortened,
        "grades": sorted(set(grades)),
        "starts_on": starts_on,
        "ends_on": ends_on,
    }
    if schedule_id is None:
        schedule = rows.create(actor, BellSchedule(school_id=actor.school_id, year=year, **columns))
    else:
        schedule = rows.find(actor, BellSchedule, schedule_id, year=year)
        rows.change(actor, schedule, **columns)
    _set_periods(actor, schedule, periods)
    return schedule


@transaction.atomic
def remove_bells(actor: Actor, *, schedule_id: int) -> None:
    """Remove a bell schedule with its bells; lessons keep the times they were made with until they are renewed."""
    policy.require(actor, "keep", actor.school_id)
    schedule = rows.find(actor, BellSchedule, schedule_id)
    _set_periods(actor, schedule, {})
    rows.remove(actor, schedule, "Расписание звонков используется.")


def _check(
    actor: Actor,
    year: AcademicYear,
    schedule_id: int | None,
    name: str,
    periods: Mapping[int, tuple[time, time]],
) -> None:
    if not name:
        raise Refused("Назовите расписание звонков, например «Обычное, 1 смена».", code="required", field="name")
    if not periods:
        raise Refused(
            say("Впишите хотя бы одну строку: начало и конец {lesson.gen}."), code="required", field="periods"
        )
    if not all(0 <= number <= LAST_NUMBER for number in periods):
        message = say("Номер {lesson.gen} бывает от 0 до {last}.", last=LAST_NUMBER)
        raise Refused(message, code="invalid", field="periods")
    rows.check_lengths(BellSchedule, {"name": name})
    for fault in bell_faults(periods):
        raise Refused(fault, code="bells", field="periods")
    same = BellSchedule.objects.filter(school_id=actor.school_id, year=year, name=name).exclude(pk=schedule_id or 0)
    if same.exists():
        raise Refused(f"«{name}» уже есть. Назовите иначе.", code="twice", field="name")


def _set_periods(actor: Actor, schedule: BellSchedule, periods: Mapping[int, tuple[time, time]]) -> None:
    there = {row.number: row for row in BellPeriod.objects.filter(school_id=actor.school_id, schedule=schedule)}
    for number, (starts_at, ends_at) in periods.items():
        row = there.pop(number, None)
        if row is None:
            rows.create(
                actor,
                BellPeriod(
                    school_id=actor.school_id, schedule=schedule, number=number, starts_at=starts_at, ends_at=ends_at
                ),
            )
        else:
            rows.change(actor, row, starts_at=starts_at, ends_at=ends_at)
    for row in there.values():
        rows.remove(actor, row, "Звонок используется.")
