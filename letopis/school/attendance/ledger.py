"""What the ledger holds of notes on absences and early leaving."""

from letopis.school.attendance.models import AbsenceNote, EarlyLeave, NoteFile
from letopis.school.history.tracking import track

track(
    AbsenceNote,
    "Справки и заявления о пропусках",
    of_year="year",
    year_id="учебный год",
    student_id="{student.nom}",
    kind="документ",
    code="причина",
    first_day="с какого дня",
    last_day="по какой день",
    first_number="с какого {lesson.gen}",
    last_number="по какой {lesson.nom}",
    text="пояснение",
    by_family="сообщено семьёй",
    said_by="кто сообщил",
    said_at="когда",
    state="состояние",
    answer="ответ",
    answered_by_id="кто ответил",
    answered_at="когда ответили",
)
track(
    NoteFile,
    "Файлы справок и заявлений",
    of_year="note__year",
    file_in="file",
    later={"digest": ""},
    note_id="документ",
    file="файл",
    name="название",
    content_type="тип",
    size="размер",
    digest="SHA-256 содержания",
)
track(
    EarlyLeave,
    "Ранний уход",
    of_year="year",
    year_id="учебный год",
    student_id="{student.nom}",
    date="день",
    left_at="во сколько",
    taken_by="кто забрал",
    code="причина",
    note="примечание",
    recorded_by_id="кто записал",
    recorded_at="когда записано",
    is_removed="убрано",
)
