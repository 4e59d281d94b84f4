"""The archive, the upkeep of data, signatures, the ledger."""

from letopis.kernel.rights import Right
from letopis.kernel.roles import Role
from letopis.school.access.register.groups import ADMINISTRATORS, HEADS, OFFICE, READERS, STUDENT_KEEPERS
from letopis.school.access.register.rule import Part, Rule

ARCHIVE = Part(
    "Архив",
    (
        Rule(
            Right.READ_ARCHIVE,
            "Видеть, как журналы сдаются в архив",
            "А4.7, П3.5.1, Т7.2-6",
            OFFICE - {Role.PERSONNEL} | READERS,
            needs=(Right.READ_CALENDAR,),
        ),
        Rule(
            Right.CHECK_PROGRAMMES,
            "Отмечать, что проверено выполнение программ",
            "Т7.3",
            frozenset({Role.METHODOLOGIST}),
            needs=(Right.READ_ARCHIVE,),
        ),
        Rule(
            Right.CHECK_JOURNALS,
            "Отмечать, что журнал проверен",
            "Т7.3, А4.4-5",
            frozenset({Role.DEPUTY, Role.STUDY_OFFICE}),
            needs=(Right.READ_ARCHIVE,),
        ),
        Rule(
            Right.ACCEPT_JOURNALS,
            "Принимать журнал для сдачи в архив",
            "Т4.6.5, Т7.5",
            frozenset({Role.DEPUTY}),
            needs=(Right.READ_ARCHIVE,),
        ),
        Rule(
            Right.RECORD_PRINTS,
            "Отмечать, что журнал напечатан",
            "П3.5.3, Т7.4, Т4.2.10",
            READERS | {Role.DISPATCHER},
            needs=(Right.READ_ARCHIVE,),
        ),
        Rule(
            Right.CERTIFY_JOURNALS,
            "Заверять напечатанный журнал",
            "П3.6.6-7, П5.3, Т7.5",
            frozenset({Role.DIRECTOR}),
            needs=(Right.READ_ARCHIVE,),
        ),
        Rule(
            Right.HAND_OVER_JOURNALS,
            "Сдавать журналы в архив по акту",
            "С4, Т4.6.5, П5.3, Т5.2.1",
            frozenset({Role.DEPUTY, Role.STUDY_OFFICE}),
            needs=(Right.READ_ARCHIVE,),
        ),
        Rule(
            Right.READ_CARRIERS,
            "Видеть архивные пакеты, носители и копии",
            "П5.5, Д5.2",
            STUDENT_KEEPERS | HEADS,
            needs=(Right.READ_ARCHIVE,),
        ),
        Rule(
            Right.KEEP_CARRIERS,
            "Собирать и скачивать архивные пакеты, вести носители, писать и проверять копии",
            "П5.5, А4.2-3, Д5.2",
            STUDENT_KEEPERS,
            needs=(Right.READ_CARRIERS, Right.READ_PRIVATE),
        ),
        Rule(
            Right.KEEP_ARCHIVE,
            "Вести дела архива: сроки, запреты, изъятие ведомостей, акты об уничтожении",
            "Т7.6, П5.3, Д5.1",
            frozenset({Role.DEPUTY, Role.STUDY_OFFICE}),
            needs=(Right.READ_ARCHIVE,),
        ),
        Rule(
            Right.CONFIRM_DESTRUCTION,
            "Подписывать акты об уничтожении дел",
            "Д1.4, Д5.1, Т7.6",
            HEADS | {Role.STUDY_OFFICE},
            needs=(Right.READ_ARCHIVE,),
        ),
    ),
)

UPKEEP = Part(
    "Сохранность данных",
    (
        Rule(
            Right.READ_UPKEEP,
            "Видеть резервные копии и что нашла сверка истории",
            "А3.2.2, А4.2-3, С4",
            ADMINISTRATORS | {Role.DIRECTOR},
            needs=(Right.READ_SCHOOL,),
        ),
        Rule(
            Right.KEEP_UPKEEP,
            "Делать копии, проверять восстановление, сверять историю",
            "А3.2.2, А4.2-3",
            ADMINISTRATORS,
            needs=(Right.READ_UPKEEP,),
        ),
    ),
)

SIGNATURES = Part(
    "Электронные подписи",
    (
        Rule(
            Right.SIGN_DOCUMENTS,
            "Подписывать журналы и архивные пакеты электронной подписью, видеть подписанное",
            "П3.6.7, П5.3",
            HEADS,
            needs=(Right.READ_SCHOOL, Right.PRINT_JOURNALS, Right.READ_PRIVATE),
        ),
        Rule(
            Right.KEEP_SIGNERS,
            "Вести сертификаты тех, кто подписывает",
            "П3.6.7, А3.2.2",
            ADMINISTRATORS | {Role.DIRECTOR},
            needs=(Right.READ_SCHOOL,),
        ),
    ),
)

HISTORY = Part(
    "История изменений",
    (
        Rule(
            Right.DESTROY_ENTRIES,
            "Уничтожать содержание записей по акту",
            "Д1.4, Д5.1, Т3.1.5",
            frozenset({Role.DIRECTOR}),
            needs=(Right.READ_SCHOOL,),
            fixed="Акт об уничтожении персональных данных утверждает руководитель: 152-ФЗ, Д1.4, Т3.1.5.",
        ),
        Rule(
            Right.SETTLE_REFUSALS,
            "Разбирать отказы свидетелей истории",
            "Д5.2, П1.2",
            frozenset({Role.DIRECTOR}),
            needs=(Right.READ_UPKEEP,),
            fixed="Отказ может говорить против того, кто ведёт сервер: снимает тревогу руководитель.",
        ),
    ),
)
