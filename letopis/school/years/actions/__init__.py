"""Every write of opening, keeping and closing a year."""

from letopis.school.years.actions.prepare import Prepared, may_prepare, prepare_next_year

__all__ = ["Prepared", "may_prepare", "prepare_next_year"]
