"""What the ledger holds of this context."""

from letopis.school.history.tracking import track
from letopis.school.marks.models import Absence, CommentPhrase, Mark, Work, WorkKind

track(
    WorkKind,
    "Виды работ",
    code="код",
    name="название",
    short_name="краткое название",
    weight="вес",
    is_written="письменная",
    is_control="контрольная",
    position="место",
    is_active="применяется",
)
track(
    Work,
    "Работы",
    later={"released_at": None},
    lesson_id="{lesson.nom}",
    kind_id="вид работы",
    title="название",
    weight="вес",
    released_at="когда открыто семье",
    position="место",
    is_removed="убрано",
    version="версия",
)
track(
    Mark,
    "Отметки",
    # A point to be resolved was a column of its own; when a mark was first set is filled in from the ledger.
    later={"state": lambda was: "debt" if was.get("is_debt") else "", "was": "", "was_set_at": None},
    work_id="работа",
    student_id="{student.nom}",
    value="отметка",
    second="вторая отметка",
    state="состояние",
    debt_until="срок долга",
    comment="комментарий",
    was="первая отметка",
    was_set_at="когда выставлена первая",
    set_at="когда выставлена",
    first_set_at="когда выставлена впервые",
    version="версия",
)
track(
    Absence,
    "Пропуски",
    lesson_id="{lesson.nom}",
    student_id="{student.nom}",
    code="код",
    minutes="минуты",
    note="примечание",
    version="версия",
)
track(CommentPhrase, "Заготовки комментариев", staff_id="чья", text="текст")
