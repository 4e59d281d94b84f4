"""Writes the school as it stands on the first of September: year, people, classes, load, week, with the ledger."""

from dataclasses import asdict
from datetime import time, timedelta

from letopis.demo import beside, bulk
from letopis.demo.parts import classes, curriculum, enrolment, lesson_plans, organisation, people, timetable
from letopis.demo.shape import Blueprint
from letopis.demo.store import ZONE, Store, local
from letopis.kernel.actor import Actor
from letopis.school.history.ledger import Change
from letopis.school.organisation.models import AcademicYear, School
from letopis.school.organisation.stored_settings import founding_settings

# In this order: a part points at the rows of those before it. Each is written an hour after the last.
PARTS = (
    organisation.write,
    people.write_staff,
    classes.write,
    enrolment.write,
    people.write_guardians,
    curriculum.write_curricula,
    lesson_plans.write,
    curriculum.write_courses,
    beside.write_courses,
    timetable.write,
)


def write(plan: Blueprint, *, from_actor: str = "Оператор электронного журнала") -> Store:
    """Write everything of `plan` but accounts, lesson plans and lessons. Returns the rows made."""
    ids, about = bulk.Ids(), plan.catalogue.about
    before = plan.year.starts_on - timedelta(days=12)
    founded = local(before, time(9))
    school = School(
        pk=ids.next(School),
        kind=plan.catalogue.kind,
        settings=founding_settings(plan.catalogue.kind),
        **asdict(about),
        time_zone=ZONE.key,
        created_at=founded,
    )
    year = AcademicYear(
        pk=ids.next(AcademicYear),
        school_id=school.pk,
        name=plan.year.name,
        starts_on=plan.year.starts_on,
        ends_on=plan.year.ends_on,
    )
    store = Store(plan, ids, school, year, Actor.system(school.pk, from_actor))
    bulk.insert([school])
    bulk.insert([store.entry(store.actor, Change(row=school, action="created"), founded)])
    store.pending.append(year)
    for part in PARTS:
        part(store)
        founded += timedelta(hours=1)
        store.flush(founded)
    return store
