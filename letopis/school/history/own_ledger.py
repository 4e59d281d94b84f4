"""What the ledger holds of its own tables: an act on destruction is an entry like any other official paper."""

from letopis.kernel.fields import ledger_labels
from letopis.school.history.acts import ActDraft
from letopis.school.history.models import DestructionAct, LogKey
from letopis.school.history.tracking import track

track(
    DestructionAct,
    "Акты об уничтожении",
    later={"rows": 0},
    **ledger_labels(ActDraft),
    operator="оператор персональных данных",
    destroyed_at="уничтожено",
    size="сколько записей",
    entries="записи истории",
    rows="строк таблиц",
)

track(LogKey, "Ключи журнала истории", number="номер ключа", verifier="открытый ключ", at="когда заведён")
