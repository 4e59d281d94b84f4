"""What the ledger holds of this context."""

from letopis.school.history.tracking import track
from letopis.school.people.models import Guardian, Guardianship, Person, Staff, Student

track(Person, "surname", "name", "patronymic", "sex", "birth_date", "snils", "phone", "email")
track(Student, "person_id", "file_number", "address", "study_form", "consent", "health_group", "sport_group", "note")
track(
    Staff, "person_id", "position", "category", "subjects", "hired_on", "hired_order", "dismissed_on", "dismissed_order"
)
track(Guardian, "person_id")
track(Guardianship, "guardian_id", "student_id", "kinship", "starts_on", "ends_on")
