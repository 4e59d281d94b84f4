"""Writes of the school, its year, bells and rooms. Every action checks the right and tells the ledger."""

from letopis.school.organisation.actions.bells import remove_bells, set_bells
from letopis.school.organisation.actions.rooms import remove_room, set_room
from letopis.school.organisation.actions.school import change_settings, create_school, update_school
from letopis.school.organisation.actions.year import (
    add_federal_days,
    create_year,
    remove_calendar_day,
    set_calendar_day,
    set_terms,
    set_vacations,
    update_year,
)

__all__ = [
    "add_federal_days",
    "change_settings",
    "create_school",
    "create_year",
    "remove_bells",
    "remove_calendar_day",
    "remove_room",
    "set_bells",
    "set_calendar_day",
    "set_room",
    "set_terms",
    "set_vacations",
    "update_school",
    "update_year",
]
