"""What differs between schools. Each default cites its clause; School.settings keeps only what was changed."""

from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

from letopis.school.organisation.models import School


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolSettings:
    """Typed settings of a school; the clause of each default is in its metadata, with the label the office sees."""

    correction_days: int = field(
        default=14, metadata={"label": "Учитель исправляет отметку, дней", "clause": "А3.2.4", "min": 0, "max": 365}
    )
    written_work_days: int = field(
        default=7,
        metadata={"label": "Отметки за письменную работу, дней", "clause": "П3.4.4, Д2.3", "min": 1, "max": 60},
    )
    written_work_days_primary: int = field(
        default=3, metadata={"label": "То же в 1–5 классах, дней", "clause": "С3.5", "min": 1, "max": 60}
    )
    primary_last_grade: int = field(
        default=5, metadata={"label": "Короткий срок действует по класс", "clause": "С3.5", "min": 0, "max": 11}
    )
    lesson_fill_days: int = field(
        default=0,
        metadata={"label": "Урок заполняется в день урока и ещё, дней", "clause": "П3.4.3, Д2.1", "min": 0, "max": 30},
    )
    unmarked_grades: tuple[int, ...] = field(
        default=(1,), metadata={"label": "Безотметочное обучение в классах", "clause": "школа"}
    )
    marks_per_lesson: int = field(
        default=4, metadata={"label": "Отметок за урок, не менее", "clause": "С3.5", "min": 0, "max": 40}
    )
    late_minutes: int = field(
        default=5, metadata={"label": "Опоздание по умолчанию, минут", "clause": "школа", "min": 1, "max": 90}
    )
    show_weak_marks_red_to_family: bool = field(
        default=False, metadata={"label": "Двойка в дневнике красная", "clause": "школа"}
    )
    rounding_border: Decimal = field(
        default=Decimal("0.50"), metadata={"label": "Граница округления среднего", "clause": "школа"}
    )
    max_file_mb: int = field(
        default=10, metadata={"label": "Файл к заданию, не больше, МБ", "clause": "школа", "min": 1, "max": 100}
    )


def settings_of(school: School) -> SchoolSettings:
    """Return the school's settings; unknown stored keys are ignored, so an older program reads a newer base."""
    return SchoolSettings(
        **{f.name: _read(f.type, school.settings[f.name]) for f in fields(SchoolSettings) if f.name in school.settings}
    )


def _read(kind: Any, stored: Any) -> Any:
    if kind in (Decimal, "Decimal"):
        return Decimal(str(stored))
    return tuple(stored) if isinstance(stored, list) else stored
