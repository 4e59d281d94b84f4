"""What the ledger holds of its own tables: an act on destruction is an entry like any other official paper."""

from letopis.school.history.models import DestructionAct, LogKey
from letopis.school.history.tracking import track

track(
    DestructionAct,
    "Акты об уничтожении",
    number="номер",
    date="дата",
    operator="оператор персональных данных",
    processor="кто обрабатывает по поручению",
    subjects="чьи данные",
    categories="категории данных",
    system="информационная система",
    method="способ",
    reason="причина",
    first_member="член комиссии",
    first_position="его должность",
    second_member="второй член комиссии",
    second_position="должность второго",
    destroyed_at="уничтожено",
    size="сколько записей",
    entries="записи истории",
)

track(LogKey, "Ключи журнала истории", number="номер ключа", verifier="открытый ключ", at="когда заведён")
