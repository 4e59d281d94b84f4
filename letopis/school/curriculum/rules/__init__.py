"""Rules of the curriculum over plain values: topics (CUR-05), hours (CUR-03)."""

from letopis.school.curriculum.rules.hours import (
    Hours,
    compare_hours,
    fits_parallel,
    hours_of_year,
    plain_hours,
    study_weeks,
)
from letopis.school.curriculum.rules.topics import Advice, expand, kind_named, kind_of, topic_advice

__all__ = [
    "Advice",
    "Hours",
    "compare_hours",
    "expand",
    "fits_parallel",
    "hours_of_year",
    "kind_named",
    "kind_of",
    "plain_hours",
    "study_weeks",
    "topic_advice",
]
