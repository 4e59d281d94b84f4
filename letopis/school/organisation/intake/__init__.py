"""How the school's year, its bells and its rooms come into the base: what their rows are, the one way to write each."""

from letopis.school.organisation.intake.bells import bells_wrong, put_bells, put_schedules
from letopis.school.organisation.intake.rooms import put_rooms
from letopis.school.organisation.intake.rows import (
    BellDraft,
    BellsDraft,
    DayDraft,
    RoomDraft,
    TermDraft,
    VacationDraft,
    YearDraft,
)
from letopis.school.organisation.intake.year import (
    day_fault,
    put_days,
    put_schemes,
    put_terms,
    put_vacations,
    put_years,
    vacation_fault,
)

__all__ = [
    "BellDraft",
    "BellsDraft",
    "DayDraft",
    "RoomDraft",
    "TermDraft",
    "VacationDraft",
    "YearDraft",
    "bells_wrong",
    "day_fault",
    "put_bells",
    "put_days",
    "put_rooms",
    "put_schedules",
    "put_schemes",
    "put_terms",
    "put_vacations",
    "put_years",
    "vacation_fault",
]
