"""Every write of opening, keeping and closing a year."""

from letopis.school.years.actions.checklist import (
    close_year,
    reopen_year,
    sign_off,
    tick_step,
    untick_step,
    withdraw,
)
from letopis.school.years.actions.council import draft_council_orders
from letopis.school.years.actions.prepare import Prepared, may_prepare, prepare_next_year
from letopis.school.years.actions.promote import Choice, draft_promotion

__all__ = [
    "Choice",
    "Prepared",
    "close_year",
    "draft_council_orders",
    "draft_promotion",
    "may_prepare",
    "prepare_next_year",
    "reopen_year",
    "sign_off",
    "tick_step",
    "untick_step",
    "withdraw",
]
