"""What the ledger holds of councils, decisions and academic debts.

A debt of a year is settled in the next one, and a family may read a decision later: those tables are of no year.
"""

from letopis.school.councils.models import (
    AcademicDebt,
    Acknowledgement,
    Council,
    CouncilMember,
    Decision,
    Examiner,
    Proposal,
    Remark,
    Retake,
)
from letopis.school.history.tracking import track

track(
    Council,
    "Педагогические советы",
    of_year="year",
    year_id="учебный год",
    kind="вид",
    about="о чём",
    term_id="период",
    number="номер протокола",
    date="дата",
    agenda="повестка",
    chair_id="председатель",
    secretary_id="секретарь",
    state="состояние",
    closed_at="завершён",
)
track(
    CouncilMember,
    "Состав педагогических советов",
    of_year="council__year",
    council_id="совет",
    staff_id="кто",
    is_present="присутствует",
)
track(
    Proposal,
    "Предложения педагогическому совету",
    of_year="council__year",
    council_id="совет",
    student_id="{student.nom}",
    class_group_id="{group.nom}",
    kind="предложение",
    proposed="по отметкам",
    clause="основание",
    grounds="отметки",
    missing="нет отметок",
    note="примечание",
    is_withdrawn="снято",
)
track(
    Remark,
    "Обсуждение предложений педагогическому совету",
    of_year="proposal__council__year",
    proposal_id="предложение",
    author_id="кто",
    text="слова",
    at="когда",
)
track(
    Decision,
    "Решения педагогического совета",
    of_year="year",
    proposal_id="предложение",
    student_id="{student.nom}",
    year_id="учебный год",
    matter="вопрос",
    kind="решение",
    votes_for="за",
    votes_against="против",
    votes_abstained="воздержались",
    text="слова решения",
    until="ликвидировать до",
    decided_at="когда",
    is_in_force="действует",
    order_id="приказ",
)
track(
    Acknowledgement,
    "Ознакомление с решениями",
    decision_id="решение",
    person_id="кто",
    at="когда",
    signed_on="подпись на бумаге",
    noted_by_id="кто отметил",
)
track(
    AcademicDebt,
    "Академическая задолженность",
    student_id="{student.nom}",
    class_group_id="{group.nom}",
    year_id="учебный год",
    term_id="период",
    subject_id="предмет",
    course_id="страница журнала",
    mark="отметка",
    arisen_on="возникла",
    until="ликвидировать до",
    decision_id="решение",
    state="состояние",
    settled_on="ликвидирована",
    result="отметка пересдачи",
)
track(
    Retake,
    "Пересдачи",
    debt_id="задолженность",
    attempt="попытка",
    date="дата",
    place="место",
    state="результат",
    mark="отметка",
    note="примечание",
)
track(Examiner, "Кто принимает пересдачи", retake_id="пересдача", staff_id="кто")
