"""Invented people: common Russian surnames and names put together by chance, so that they belong to nobody."""

from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from random import Random

from letopis.kernel.text import search_key


def _lists() -> dict[str, list[str]]:
    lists: dict[str, list[str]] = {}
    for line in files("letopis.demo").joinpath("texts", "names.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            current = lists.setdefault(line.strip("[]"), [])
        elif not line.startswith("#"):
            current += line.split()
    return lists


_LISTS = _lists()
SURNAMES, BOYS, GIRLS, WOMEN = (_LISTS[name] for name in ("surnames", "boys", "girls", "women"))

# A father's name with the patronymics made of it: son's, daughter's.
MEN = {
    "Александр": ("Александрович", "Александровна"),
    "Алексей": ("Алексеевич", "Алексеевна"),
    "Анатолий": ("Анатольевич", "Анатольевна"),
    "Андрей": ("Андреевич", "Андреевна"),
    "Антон": ("Антонович", "Антоновна"),
    "Борис": ("Борисович", "Борисовна"),
    "Вадим": ("Вадимович", "Вадимовна"),
    "Валерий": ("Валерьевич", "Валерьевна"),
    "Виктор": ("Викторович", "Викторовна"),
    "Владимир": ("Владимирович", "Владимировна"),
    "Вячеслав": ("Вячеславович", "Вячеславовна"),
    "Геннадий": ("Геннадьевич", "Геннадьевна"),
    "Георгий": ("Георгиевич", "Георгиевна"),
    "Денис": ("Денисович", "Денисовна"),
    "Дмитрий": ("Дмитриевич", "Дмитриевна"),
    "Евгений": ("Евгеньевич", "Евгеньевна"),
    "Иван": ("Иванович", "Ивановна"),
    "Игорь": ("Игоревич", "Игоревна"),
    "Илья": ("Ильич", "Ильинична"),
    "Кирилл": ("Кириллович", "Кирилловна"),
    "Константин": ("Константинович", "Константиновна"),
    "Леонид": ("Леонидович", "Леонидовна"),
    "Максим": ("Максимович", "Максимовна"),
    "Михаил": ("Михайлович", "Михайловна"),
    "Никита": ("Никитич", "Никитична"),
    "Николай": ("Николаевич", "Николаевна"),
    "Олег": ("Олегович", "Олеговна"),
    "Павел": ("Павлович", "Павловна"),
    "Пётр": ("Петрович", "Петровна"),
    "Роман": ("Романович", "Романовна"),
    "Семён": ("Семёнович", "Семёновна"),
    "Сергей": ("Сергеевич", "Сергеевна"),
    "Фёдор": ("Фёдорович", "Фёдоровна"),
    "Юрий": ("Юрьевич", "Юрьевна"),
}
_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        ("a b v g d e e zh z i y k l m n o p r s t u f h ts ch sh sch _ y _ e yu ya").replace("_", "").split(" "),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class Human:
    """A person of the demo school; `sex` is «m» or «f»."""

    surname: str
    name: str
    patronymic: str
    sex: str
    birth_date: date
    phone: str = ""
    email: str = ""

    @property
    def full_name(self) -> str:
        """«Орлова Елена Викторовна»."""
        return f"{self.surname} {self.name} {self.patronymic}".strip()

    @property
    def short(self) -> str:
        """«Орлова Е. В.» with no-break spaces."""
        return "\u00a0".join([self.surname, *(f"{part[0]}." for part in (self.name, self.patronymic) if part)])


def surname_of(stem: str, sex: str) -> str:
    """Return the surname `stem` (as men bear it) for `sex`: Орлов → Орлова, Раевский → Раевская, Шевченко unchanged."""
    if sex == "m":
        return stem
    if stem.endswith(("ов", "ев", "ёв", "ин", "ын")):
        return stem + "а"
    return stem[:-2] + "ая" if stem.endswith("ий") else stem


def latin(text: str) -> str:
    """Return `text` in Latin letters, for logins and addresses: «Орлова» → «orlova»."""
    return "".join(
        _LATIN.get(letter, letter if letter.isascii() and letter.isalnum() else "") for letter in text.lower()
    )


def adult(rng: Random, sex: str, *, born: tuple[int, int], surname: str = "", domain: str = "pochta.example") -> Human:
    """Return a grown-up born in the years `born` (both included); `surname` is a stem, drawn where it is empty."""
    name = rng.choice(WOMEN if sex == "f" else list(MEN))
    patronymic = MEN[rng.choice(list(MEN))][0 if sex == "m" else 1]
    family = surname_of(surname or rng.choice(SURNAMES), sex)
    birthday = date(rng.randint(*born), 1, 1) + timedelta(days=rng.randrange(365))
    # The codes 940-949 are not in service.
    phone = f"+794{rng.randrange(10)}{rng.randrange(10**7):07}"
    email = f"{latin(family)}.{latin(name)[0]}{rng.randrange(10, 99)}@{domain}" if rng.random() < 0.8 else ""
    return Human(family, name, patronymic, sex, birthday, phone, email)


def child(rng: Random, stem: str, father: str, birth: tuple[date, int]) -> Human:
    """Return a child of the family `stem`, named after `father`, born within the days `birth` = (first, count)."""
    sex = rng.choice("mf")
    name = rng.choice(BOYS if sex == "m" else GIRLS)
    birthday = birth[0] + timedelta(days=rng.randrange(birth[1]))
    return Human(surname_of(stem, sex), name, MEN[father][0 if sex == "m" else 1], sex, birthday)


def order_key(human: Human) -> tuple[str, str, str]:
    """Return the key people are listed by."""
    return (search_key(human.surname), search_key(human.name), search_key(human.patronymic))
