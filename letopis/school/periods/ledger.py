"""What the ledger holds of closed periods."""

from letopis.school.history.tracking import track
from letopis.school.periods.models import PageClosing, ReopenRequest

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
    reason="зачем",
    asked_by_id="кто просит",
    asked_at="когда",
    state="состояние",
    answer="ответ",
    answered_by_id="кто ответил",
    answered_at="когда ответил",
)
