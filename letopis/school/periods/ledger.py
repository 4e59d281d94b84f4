"""What the ledger holds of closed periods."""

from letopis.school.history.tracking import track
from letopis.school.periods.models import PageClosing

track(
    PageClosing,
    "Закрытие страниц журнала",
    of_year="term__scheme__year",
    course_id="страница журнала",
    term_id="период",
    closed_at="закрыта",
    open_until="открыта до",
)
