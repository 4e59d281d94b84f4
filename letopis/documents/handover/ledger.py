"""What the ledger holds of handing journals over to the archive."""

from letopis.documents.handover.models import ArchiveCase, CaseMove, TransferAct
from letopis.school.history.tracking import track

track(
    TransferAct,
    "Акты передачи в архив",
    year_id="учебный год",
    number="номер",
    date="дата",
    index="индекс дела",
    place="где хранится",
    giver="кто сдал",
    giver_position="должность сдавшего",
    receiver="кто принял",
    receiver_position="должность принявшего",
)
track(
    ArchiveCase,
    "Дела архива",
    kind="что в деле",
    year_id="учебный год",
    class_group_id="{group.nom}",
    title="заголовок",
    year_name="за какой год",
    ended_on="последний день года",
    plan="шаги",
    sheets="листов",
    index="индекс дела",
    number="номер по описи",
    place="где хранится",
)
track(
    CaseMove,
    "Шаги сдачи в архив",
    case_id="дело",
    number="номер шага",
    kind="что сделано",
    step="шаг",
    at="когда",
    person_id="кто",
    role="роль",
    remark="замечание",
    overridden="что не устранено",
    entry_id="последняя запись журнала",
    pages="страниц",
    sheets="листов",
    digest="отпечаток файла",
    run_id="печать",
    signature="чем заверено",
    signatory="кто подписал",
    signed_on="когда подписано",
    act_id="акт",
)
