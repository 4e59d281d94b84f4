"""What the ledger holds of opening and closing a year."""

from letopis.school.history.tracking import track
from letopis.school.years.models import NextClass, YearStep

track(
    YearStep,
    "Открытие и закрытие года",
    year_id="учебный год",
    phase="процедура",
    code="шаг",
    done_at="отмечен",
    done_by_id="кто отметил",
    remark="замечание",
)
track(NextClass, "Переход {group.gens} в следующий год", class_from_id="из какого", class_to_id="в какой")
