"""Dates, moments and numbers as the journal's screens get them (docs/developer/journal-protocol.md)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from letopis.kernel.clock import local

Row = list[Any]


def number(value: Decimal) -> int | float:
    """Return a weight as JSON's number: 2, 1.5."""
    return int(value) if value == value.to_integral_value() else float(value)


def iso(day: date | None) -> str | None:
    """Return a date as «2026-11-23»."""
    return day.isoformat() if day else None


def moment(at: datetime | None) -> str | None:
    """Return a moment in ISO form, in the school's own time."""
    return local(at).isoformat() if at else None
