"""Words and columns that several tables of a school share."""

from collections.abc import Mapping

from letopis.documents.sheets.headers import ID, HeaderColumn, columns_of
from letopis.kernel.fields import fields_of
from letopis.school.people.consents import ConsentDraft
from letopis.school.people.intake import GuardianshipDraft, PersonDraft, StaffDraft, StudentDraft

column = HeaderColumn.of

CHILD = r"(ученик|обучающ|учащ|ребен|дет(ей|и)\b|воспитан|студент|школьник)"
GUARDIAN = r"(родител|представит|опекун|взросл|родственник)"
MOTHER, FATHER = r"(матер|мать|мам[аы]\b)", r"(отц[аы]|отец|пап[аы]\b)"
RELATIVE = rf"({GUARDIAN}|{MOTHER}|{FATHER})"
SECOND = r"(\b2\b|втор)"
NAME_WORDS = r"(фио|фамилия,? имя|фамилия и имя|имя и фамилия|полное имя)"

CLASS = column(
    "class",
    "{Group.nom}",
    r"^(учебный )?(класс|кл)( группа| комплект| \(группа\))?$|^(название|наименование|имя) класса$|^классы?$"
    r"|^(учебная )?группа$"
    r"|^класс (ребенка|ученика|обучающегося|учащегося)$|^класс/группа$|^класс литера$|^параллель и (литера|буква)$",
)
GRADE = column(
    "grade",
    "{Parallel.nom}",
    r"^(параллель|курс|год обучения|номер класса|№ класса|ступень|цифра класса)$|^параллель (класса|ученика|ребенка)$",
)
LETTER = column("letter", "Литера", r"^(литер|литера|буква|индекс|лит)( класса)?$")
# What a program calls the row itself.
KEY = column("key", "Код", ID.pattern)
NOTE = column("note", "Примечание", r"^(примеч|коммент|дополнительн|особые отмет|прим\b)")


def specified(row: type) -> dict[str, HeaderColumn]:
    """Return the columns that a context's specification of a row has headers for."""
    return {name: one for name, one in columns_of(row).items() if fields_of(row)[name].header}


# How people call what a card holds is said where the card is specified (school/people/intake.py); here stands in which
# order their columns are tried.
PERSON_CARD, STUDENT_CARD, STAFF_CARD = specified(PersonDraft), specified(StudentDraft), specified(StaffDraft)
CONSENT_CARD = specified(ConsentDraft)
# Headers that the sieve of words.py lets through besides its own stems.
SPECIFIED = [one.pattern.pattern for card in (STUDENT_CARD, CONSENT_CARD, STAFF_CARD) for one in card.values()]
PERSONAL = (PERSON_CARD["sex"], PERSON_CARD["birth_date"])
REACHED = (PERSON_CARD["snils"], PERSON_CARD["email"], PERSON_CARD["phone"])


def rest(columns: Mapping[str, HeaderColumn], *placed: str) -> tuple[HeaderColumn, ...]:
    """Return the columns of a card that have no place of their own in the order."""
    return tuple(one for name, one in columns.items() if name not in placed)


NAMES = (
    column("full_name", "ФИО", rf"^({NAME_WORDS}|фамилия имя отчество)"),
    column("surname", "Фамилия", rf"^(?!.*{RELATIVE})(фамили|{CHILD}\w* фамилия$)"),
    column("name", "Имя", rf"^(?!.*{RELATIVE})(имя\b|и о$|{CHILD}\w* имя$)"),
    column("patronymic", "Отчество", rf"^(?!.*{RELATIVE})(отчеств|{CHILD}\w* отчество$)"),
)


KINSHIP = specified(GuardianshipDraft)["kinship"]
