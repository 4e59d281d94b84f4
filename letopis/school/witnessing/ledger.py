"""What the ledger holds of this context."""

from letopis.school.history.tracking import track
from letopis.school.witnessing.models import Refusal, WatchedLog, Witness, WitnessKey

track(WitnessKey, "Ключи свидетеля", node="имя", verifier="открытый ключ", at="когда заведён")
track(
    Witness,
    "Свидетели журнала истории",
    name="кто",
    address="адрес",
    verifier="открытый ключ",
    since="с какого времени",
    ended_at="до какого времени",
)
track(
    WatchedLog,
    "Журналы истории других, которые заверяются",
    name="чей",
    origin="имя журнала",
    verifiers="открытые ключи",
    since="с какого времени",
    ended_at="до какого времени",
)
track(
    Refusal,
    "Отказы свидетелей",
    witness_id="свидетель",
    log_id="журнал",
    kind="что показано",
    at="когда",
    known_size="видено записей",
    known_note="виденная точка",
    shown_size="показано записей",
    shown_note="показанная точка",
    settled_at="разобрано",
    reason="причина",
)
