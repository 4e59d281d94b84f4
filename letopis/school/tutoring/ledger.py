"""What the ledger holds of this context."""

from letopis.kernel.fields import ledger_labels
from letopis.school.history.tracking import track
from letopis.school.tutoring.intake import ReportDraft
from letopis.school.tutoring.models import DataCheck, MovementReport

track(
    DataCheck,
    "Проверки личных данных",
    student_id="{student.nom}",
    class_group_id="{group.nom}",
    staff_id="кто проверил",
    at="когда",
)
track(
    MovementReport,
    "Сообщения о прибытии и выбытии",
    class_group_id="{group.nom}",
    student_id="{student.nom}",
    **ledger_labels(ReportDraft),
    reported_by_id="кто сообщил",
    reported_at="когда сообщил",
    state="ответ",
    order_id="приказ",
    answer="слова ответа",
    answered_by_id="кто ответил",
    answered_at="когда ответил",
)
