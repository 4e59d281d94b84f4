"""The school, its year, terms, vacations, days off, bells and rooms."""

from dataclasses import replace
from datetime import date

from letopis.documents.school_import.planning.context import Planning
from letopis.documents.school_import.records import BellRecord, DayRecord, TermRecord, VacationRecord, room_key
from letopis.kernel.fields import Fault, faults
from letopis.kernel.rights import Right
from letopis.kernel.text import search_key
from letopis.school.organisation.enums import SchoolKind, TermKind
from letopis.school.organisation.intake import (
    DayDraft,
    RoomDraft,
    VacationDraft,
    bells_wrong,
    day_fault,
    vacation_fault,
)
from letopis.school.organisation.models import (
    AcademicYear,
    BellPeriod,
    BellSchedule,
    CalendarDay,
    Room,
    School,
    Term,
    TermScheme,
    Vacation,
)
from letopis.school.organisation.rules import term_faults
from letopis.school.organisation.stored_settings import founding_settings
from letopis.school.people.rules import normalise_phone, phone_text

_CARD = ("kind", "name", "short_name", "region", "city", "address", "phone", "email", "website")


def plan_school(planning: Planning) -> None:
    """Everything that stands below people."""
    _plan_card(planning)
    _plan_year(planning)
    _plan_terms(planning)
    _plan_vacations(planning)
    _plan_days(planning)
    _plan_bells(planning)
    _plan_rooms(planning)


def _plan_card(planning: Planning) -> None:
    draft, school, card = planning.draft, planning.live.school, planning.base.card
    values = {name: card[name] for name in _CARD if card.get(name)}
    if phone := normalise_phone(values.get("phone", "")):
        values["phone"] = phone_text(phone).replace("\u00a0", " ")
    if school.pk is None:
        for name, value in values.items():
            setattr(school, name, value)
        school.settings = founding_settings(school.kind)
        draft.adopt(school)
    elif not planning.rights.may(Right.SET_SCHOOL):
        if draft.differs(school, **values):
            planning.forbid("card_not_yours", planning.base.card_place)
    elif card:
        draft.put(School, school, **values)


def _plan_year(planning: Planning) -> None:
    record = planning.base.year
    assert record
    found = planning.live.year
    planning.year = planning.draft.put(
        AcademicYear,
        found,
        name=record.name,
        starts_on=found.starts_on if found else record.starts_on,
        ends_on=found.ends_on if found else record.ends_on,
        study_days=record.study_days if planning.base.card.get("study_days") or not found else None,
    )
    if planning.base.card:
        planning.draft.tally("school", planning.live.school, planning.year, place=planning.base.card_place)


def _plan_terms(planning: Planning) -> None:
    draft, live = planning.draft, planning.live
    planning.schemes = {scheme.kind: scheme for scheme in live.schemes}
    known = {(term.scheme.kind, term.number): term for term in live.terms}
    _note_term_faults(planning)
    for record in planning.base.terms:
        if planning.is_out(record):
            draft.skip("terms", record.place)
            continue
        term = draft.put(
            Term,
            known.get((record.kind, record.number)),
            scheme=_scheme(planning, record.kind),
            number=record.number,
            name=record.name,
            starts_on=record.starts_on,
            ends_on=record.ends_on,
        )
        draft.tally("terms", term, place=record.place)


def _note_term_faults(planning: Planning) -> None:
    """Note what is wrong with the terms of the year as they will be, those of the base included."""
    records = [record for record in planning.base.terms if not planning.is_out(record)]
    for kind in {record.kind for record in records}:
        named = {record.number: record for record in records if record.kind == kind}
        rows: dict[int, TermRecord | Term] = {
            term.number: term for term in planning.live.terms if term.scheme.kind == kind
        }
        whole = sorted({**rows, **named}.items())
        for message in term_faults([row for _, row in whole], planning.year.dates):
            guilty = next((one for one in named.values() if message.startswith(one.name)), next(iter(named.values())))
            planning.note_faults("calendar", guilty, [Fault("start", message, "terms")])


def _scheme(planning: Planning, kind: str) -> TermScheme:
    if kind not in planning.schemes:
        planning.schemes[kind] = planning.draft.put(TermScheme, None, year=planning.year, kind=kind)
    return planning.schemes[kind]


def scheme_of_grade(planning: Planning, grade: int) -> TermScheme:
    """The division of the year that a grade follows: as the terms say, else what is usual for the kind of school."""
    for record in planning.base.terms:
        if grade in record.grades and not planning.is_out(record):
            return _scheme(planning, record.kind)
    for record in planning.base.terms:
        if not record.grades and not planning.is_out(record):
            return _scheme(planning, record.kind)
    if planning.live.school.kind == SchoolKind.COLLEGE:
        return _scheme(planning, TermKind.SEMESTER)
    usual = TermKind.HALF_YEAR if grade >= 10 else TermKind.QUARTER
    if usual not in planning.schemes and len(planning.schemes) == 1:
        return next(iter(planning.schemes.values()))
    return _scheme(planning, usual)


def _plan_vacations(planning: Planning) -> None:
    draft = planning.draft
    by_name: dict[str, list[Vacation]] = {}
    seen: set[tuple[str, date]] = set()
    for one in planning.live.vacations:
        by_name.setdefault(search_key(one.name), []).append(one)
    for record in planning.base.vacations:
        if planning.is_out(record):
            draft.skip("vacations", record.place)
            continue
        candidate = Vacation(year=planning.year, name=record.name, starts_on=record.starts_on, ends_on=record.ends_on)
        if (
            _is_wrong(planning, record, VacationDraft, vacation_fault(candidate))
            or (search_key(record.name), record.starts_on) in seen
        ):
            draft.skip("vacations", record.place)
            continue
        seen.add((search_key(record.name), record.starts_on))
        same = by_name.get(search_key(record.name), [])
        found = next((one for one in same if one.starts_on == record.starts_on), None)
        found = found or next((one for one in same if list(one.grades) == record.grades), None)
        vacation = draft.put(
            Vacation,
            found,
            year=planning.year,
            name=record.name,
            starts_on=record.starts_on,
            ends_on=record.ends_on,
            grades=_grades(record.grades),
        )
        draft.tally("vacations", vacation, place=record.place)


_COLUMNS = {"starts_on": "start", "ends_on": "end", "day": "date"}


def _is_wrong(planning: Planning, record: VacationRecord | DayRecord, spec: type, fault: Fault | None) -> bool:
    """Note what the bulk action would refuse in a row of the calendar; say whether there was anything."""
    found = [*faults(spec, record, planning.day), *filter(None, [fault])]
    at_cells = [replace(one, field=_COLUMNS.get(one.field, one.field)) for one in found]
    return planning.note_faults("calendar", record, at_cells)


def _grades(grades: list[int]) -> list[int]:
    """Every grade of a school is «for all»."""
    return [] if set(grades) >= set(range(1, 12)) else grades


def _plan_days(planning: Planning) -> None:
    draft = planning.draft
    known = {one.date: one for one in planning.live.days}
    seen: dict[object, CalendarDay] = {}
    for record in planning.base.days:
        if planning.is_out(record):
            draft.skip("holidays", record.place)
            continue
        candidate = CalendarDay(year=planning.year, date=record.date, kind=record.kind, taught_as=record.taught_as)
        if record.date in seen or _is_wrong(planning, record, DayDraft, day_fault(candidate)):
            draft.skip("holidays", record.place)
            continue
        day = draft.put(
            CalendarDay,
            known.get(record.date),
            year=planning.year,
            date=record.date,
            kind=record.kind,
            name=record.name,
            taught_as=record.taught_as,
        )
        seen[record.date] = day
        draft.tally("holidays", day, place=record.place)


def _plan_bells(planning: Planning) -> None:
    draft, live = planning.draft, planning.live
    known = {search_key(one.name): one for one in live.bells}
    periods = {(one.schedule_id, one.number): one for one in live.periods}
    for record in planning.base.bells:
        of_schedule = known.get(search_key(record.name))
        rung = {one.number: one for one in live.periods if of_schedule and one.schedule_id == of_schedule.pk}
        rung |= {
            number: BellPeriod(number=number, starts_at=start, ends_at=end) for number, start, end in record.periods
        }
        wrong = [Fault("number", message, "bells") for message in bells_wrong(rung.values())]
        if planning.is_out(record) or planning.note_faults("bells", record, wrong):
            draft.skip("bells", record.place)
            continue
        schedule = draft.put(
            BellSchedule,
            known.get(search_key(record.name)),
            year=planning.year,
            name=_bells_name(planning, record),
            shift=record.shift,
            is_shortened=record.is_shortened,
            grades=record.grades,
            starts_on=record.starts_on,
            ends_on=record.ends_on,
        )
        rows = [
            draft.put(
                BellPeriod,
                periods.get((schedule.pk, number)) if schedule.pk else None,
                schedule=schedule,
                number=number,
                starts_at=start,
                ends_at=end,
            )
            for number, start, end in record.periods
        ]
        draft.tally("bells", schedule, *rows, place=record.place)


def _bells_name(planning: Planning, record: BellRecord) -> str:
    """Names of schedules must differ within a year."""
    same = [one for one in planning.base.bells if search_key(one.name) == search_key(record.name)]
    return record.name if len(same) == 1 or same[0] is record else f"{record.name} ({same.index(record) + 1})"


def _plan_rooms(planning: Planning) -> None:
    draft, live = planning.draft, planning.live
    planning.rooms = dict(live.rooms)
    for record in planning.base.rooms:
        if planning.is_out(record):
            draft.skip("rooms", record.place)
            continue
        if planning.note_faults("rooms", record, faults(RoomDraft, record, planning.day)):
            draft.skip("rooms", record.place)
            continue
        room = draft.put(
            Room,
            live.rooms.get(record.key),
            number=record.number,
            name=record.name,
            capacity=record.capacity,
            kind=record.kind,
            responsible=record.responsible,
        )
        planning.rooms[record.key] = room
        draft.tally("rooms", room, place=record.place)


def room_of(planning: Planning, text: str) -> Room | None:
    """The room that a sheet names; one that no list has is created (the check has asked about it)."""
    key = room_key(text)
    if not key:
        return None
    if key not in planning.rooms:
        planning.rooms[key] = planning.draft.put(Room, None, number=text[:20])
        planning.draft.tally("rooms", planning.rooms[key])
    return planning.rooms[key]
