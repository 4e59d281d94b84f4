"""What the ledger holds of this context."""

from letopis.kernel.fields import ledger_labels
from letopis.school.history.tracking import track
from letopis.school.people.intake import PersonDraft, StaffDraft, StudentDraft
from letopis.school.people.models import Consent, Guardian, Guardianship, Person, Staff, Student

track(Person, "Люди", later={"former_surnames": ""}, **ledger_labels(PersonDraft))
track(Student, "Карточки обучающихся", person_id="человек", **ledger_labels(StudentDraft))
track(Staff, "Карточки работников", person_id="человек", **ledger_labels(StaffDraft))
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
track(
    Consent,
    "Согласия на обработку данных",
    later={"holds_until": None},
    student_id="{student.nom}",
    given_by_id="кто дал",
    given_on="дано",
    withdrawn_on="отозвано",
    holds_until="действует без документа до",
)
