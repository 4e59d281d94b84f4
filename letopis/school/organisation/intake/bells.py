"""Bell schedules (Т4.2.2)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.dates import DateRange
from letopis.kernel.fields import Fault
from letopis.kernel.rights import Right
from letopis.kernel.text import name_key
from letopis.school.history.intake import NOW, Occasion, Put, Table, link, load, refuse_first, settle, write
from letopis.school.organisation import policy
from letopis.school.organisation.intake.rows import LAST_NUMBER, BellDraft, BellsDraft
from letopis.school.organisation.models import BellPeriod, BellSchedule
from letopis.school.organisation.rules import bell_faults
from letopis.school.organisation.words import phrase

SCHEDULES = Table(BellSchedule, "create", "update", removed="remove")
BELLS = Table(BellPeriod, "create", "update", removed="remove")


@transaction.atomic
def put_schedules(actor: Actor, puts: Sequence[Put[BellSchedule]], occasion: Occasion = NOW) -> list[BellSchedule]:
    """Write bell schedules; a name is one schedule's of the year. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_SCHOOL)
    link(puts)
    refuse_first(settle(puts, BellsDraft, today()))
    refuse_first(_reversed(puts))
    refuse_first(_twice(actor, puts))
    return write(actor, SCHEDULES, puts, occasion)


def _reversed(puts: Sequence[Put[BellSchedule]]) -> Iterator[tuple[int, Fault]]:
    for index, put in enumerate(puts):
        row = put.row
        if row.starts_on and row.ends_on and DateRange.of(row.starts_on, row.ends_on) is None:
            yield index, Fault("ends_on", "Окончание раньше начала. Поменяйте даты местами.", "dates")


def _twice(actor: Actor, puts: Sequence[Put[BellSchedule]]) -> Iterator[tuple[int, Fault]]:
    """One query."""
    given = {put.row.pk for put in puts if put.row.pk}
    years = {put.row.year_id for put in puts if put.touches("name")}
    there = BellSchedule.objects.filter(school_id=actor.school_id, year__in=years).exclude(pk__in=given)
    named = there.values_list("year_id", "name") if years else ()
    often = Counter((year, name_key(name)) for year, name in named)
    often.update((put.row.year_id, name_key(put.row.name)) for put in puts if not put.removed)
    for index, put in enumerate(puts):
        if put.touches("name") and often[put.row.year_id, name_key(put.row.name)] > 1:
            yield index, Fault("name", f"«{put.row.name}» уже есть. Назовите иначе.", "twice")


@transaction.atomic
def put_bells(actor: Actor, puts: Sequence[Put[BellPeriod]], occasion: Occasion = NOW) -> list[BellPeriod]:
    """Write the bells of schedules that are there: in order, none over the next. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_SCHOOL)
    load(puts, "schedule__year")
    refuse_first(_numbers_wrong(puts))
    refuse_first(_over_each_other(puts))
    return write(actor, BELLS, puts, occasion)


def _numbers_wrong(puts: Sequence[Put[BellPeriod]]) -> Iterator[tuple[int, Fault]]:
    for index, _ in settle(puts, BellDraft, today()):
        yield index, Fault("periods", phrase("Номер {lesson.gen} бывает от 0 до {last}.", last=LAST_NUMBER), "invalid")


def _over_each_other(puts: Sequence[Put[BellPeriod]]) -> Iterator[tuple[int, Fault]]:
    """One query."""
    schedules = {put.row.schedule_id for put in puts if not put.removed}
    given = {put.row.pk for put in puts if put.row.pk}
    there = BellPeriod.objects.filter(schedule__in=schedules).exclude(pk__in=given) if schedules else ()
    of_schedule: dict[int, list[BellPeriod]] = defaultdict(list)
    for row in (*there, *(put.row for put in puts if not put.removed)):
        of_schedule[row.schedule_id].append(row)
    for index, put in enumerate(puts):
        for message in bells_wrong(of_schedule.pop(put.row.schedule_id, ())):
            yield index, Fault("periods", message, "bells")


def bells_wrong(bells: Iterable[BellPeriod]) -> list[str]:
    """Return what is wrong with the bells of a schedule, in Russian with the remedy."""
    rows = list(bells)
    periods = {row.number: (row.starts_at, row.ends_at) for row in rows}
    twice = [number for number, times in Counter(row.number for row in rows).items() if times > 1]
    return [phrase("{number}{lesson_no}: указано дважды.", number=number) for number in twice] or bell_faults(periods)
