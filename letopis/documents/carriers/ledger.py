"""What the ledger holds of the register of carriers."""

from letopis.documents.carriers.intake import CarrierDraft
from letopis.documents.carriers.models import Carrier, Check, Copy, Package
from letopis.kernel.fields import ledger_labels
from letopis.school.history.tracking import track

track(
    Package,
    "Архивные пакеты",
    later={"destroyed_by": ""},
    year_id="учебный год",
    class_group_id="{group.nom}",
    name="название",
    built_at="когда собран",
    built_by="кто собрал",
    size="размер",
    files="файлов",
    fingerprint="отпечаток описи",
    digest="отпечаток файла",
    key="ключ подписи",
    withdrawn_at="снят с учёта",
    reason="почему снят",
    destroyed_by="по какому акту уничтожен",
)
track(
    Carrier,
    "Носители архива",
    **ledger_labels(CarrierDraft),
    responsible_id="ответственный",
    until="по какой день",
    reason="почему выведен",
    mark="метка",
)
track(
    Copy,
    "Копии архивных пакетов",
    later={"doomed_by": ""},
    package_id="пакет",
    carrier_id="носитель",
    file="файл",
    written_at="когда записана",
    written_by="кто записал",
    ended_at="заменена",
    reason="почему заменена",
    doomed_by="по какому акту уничтожается",
)
track(
    Check,
    "Проверки копий",
    copy_id="копия",
    at="когда",
    verdict="что найдено",
    how="как",
    by="кто",
    findings="подробно",
    note="примечание",
    report="отпечаток отчёта",
)
