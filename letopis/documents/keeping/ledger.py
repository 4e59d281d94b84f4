"""What the ledger holds of keeping and destroying what is in the archive."""

from letopis.documents.keeping.models import ActCase, Confirmation, Hold, KeepingAct, SchoolTerm, TakenOut
from letopis.school.history.tracking import track

track(SchoolTerm, "Сроки хранения", key="что хранится", years="лет", reason="почему")
track(
    Hold,
    "Запреты на уничтожение",
    case_id="дело",
    reason="причина",
    placed_at="с",
    placed_by_id="кто запретил",
    lifted_at="снят",
    lifted_by_id="кто снял",
    lift_reason="почему снят",
)
track(
    TakenOut,
    "Изъятые сводные ведомости",
    journal_id="из какого дела",
    summary_id="новое дело",
    at="когда",
    person_id="кто",
    sheets="листов",
)
track(
    KeepingAct,
    "Акты об уничтожении дел",
    later={"rows": 0, "files": 0, "packages": 0, "copies": 0},
    number="номер",
    date="дата",
    reason="основание",
    method="способ",
    state="состояние",
    done_at="исполнен",
    done_by_id="кто исполнил",
    entries="уничтожено записей истории",
    rows="уничтожено строк",
    files="уничтожено файлов",
    packages="уничтожено пакетов",
    copies="уничтожается копий",
)
track(
    ActCase,
    "Дела в актах об уничтожении",
    later={"rows": 0},
    act_id="акт",
    case_id="дело",
    entries="уничтожено записей истории",
    rows="уничтожено строк",
    left="строк осталось в базе",
)
track(
    Confirmation,
    "Подписи под актами об уничтожении",
    act_id="акт",
    person_id="кто",
    role="роль",
    position="должность",
    at="когда",
)
