"""What the ledger holds of closed periods."""

from letopis.school.history.tracking import track
from letopis.school.periods.models import PageClosing, ReopenRequest
from letopis.school.periods.requests import LABELS

track(
    PageClosing,
    "Закрытие страниц журнала",
    of_year="term__scheme__year",
    course_id="страница журнала",
    term_id="период",
    closed_at="закрыта",
    open_until="открыта до",
)

track(
    ReopenRequest,
    "Просьбы открыть страницу журнала",
    of_year="term__scheme__year",
    course_id="страница журнала",
    term_id="период",
    **LABELS,
)
