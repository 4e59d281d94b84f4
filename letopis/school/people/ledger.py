"""What the ledger holds of this context."""

from letopis.school.history.tracking import track
from letopis.school.people.models import Guardian, Guardianship, Person, Staff, Student

track(
    Person,
    "Люди",
    surname="фамилия",
    name="имя",
    patronymic="отчество",
    sex="пол",
    birth_date="дата рождения",
    snils="СНИЛС",
    phone="телефон",
    email="электронная почта",
)
track(
    Student,
    "Карточки обучающихся",
    person_id="человек",
    file_number="номер личного дела",
    address="адрес",
    study_form="форма обучения",
    consent="согласие на обработку данных",
    health_group="группа здоровья",
    sport_group="группа по физкультуре",
    note="примечание",
)
track(
    Staff,
    "Карточки работников",
    person_id="человек",
    position="должность",
    category="категория",
    subjects="предметы",
    hired_on="принят",
    hired_order="приказ о приёме",
    dismissed_on="уволен",
    dismissed_order="приказ об увольнении",
)
track(Guardian, "Карточки родителей", person_id="человек")
track(
    Guardianship,
    "Родители и дети",
    guardian_id="родитель",
    student_id="{student.nom}",
    kinship="кем приходится",
    starts_on="с какого дня",
    ends_on="по какой день",
)
