"""Reading one row: a cell → a value, or a problem at the cell."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from letopis.documents.school_import.parsing.senses import (
    class_from_date,
    is_date,
    mixes_names,
    sex_codes,
    sex_word,
    types_latin,
)
from letopis.documents.sheets.problems import EMPTY, Remedy
from letopis.documents.sheets.rows import CellReader
from letopis.documents.sheets.tables import SheetTable, TableRow
from letopis.documents.sheets.values import (
    ClassName,
    FullName,
    has_mixed_alphabet,
    in_cyrillic,
    name_and_note,
    parse_class,
    parse_full_name,
    proper,
    text_of,
)
from letopis.kernel.clock import today
from letopis.kernel.fields import Field, Misread, fields_of
from letopis.school.organisation.words import phrase
from letopis.school.people.enums import Sex
from letopis.school.people.intake import PersonDraft
from letopis.school.people.kinds import NOT_GIVEN, telephones

PERSON = fields_of(PersonDraft)
_INITIALS = re.compile(r"[^\W\d_]\.?|[^\W\d_]\. ?-?[^\W\d_]\.?|[^\W\d_] [^\W\d_]\.?")
_SEX_ANSWERS = {"m": "мужской", "f": "женский", "ignore": "Не загружать"}


class RowReader(CellReader):
    """A row of a school's base: with the cells that lists of people and classes have."""

    def birth(self, name: str = "birth_date") -> date | None:
        """A date of birth of somebody living."""
        found = self.day(name, last_year=today().year)
        return None if self._is_wrong(name, PERSON["birth_date"], found) else found

    def snils(self, name: str = "snils") -> str:
        """Eleven digits with a right check number, or ""."""
        try:
            found = str(PERSON["snils"].read(self.row.text(name)))
        except Misread as misread:
            if misread.code == "not_exact":
                # Nothing is wrong with the person: the number is what the file has lost.
                self.warn(name, misread.code, f"{misread.message} Этот номер не записывается.")
            else:
                self.error(name, misread.code, misread.message, choices=(EMPTY,))
            return ""
        return "" if self._is_wrong(name, PERSON["snils"], found) else found

    def _is_wrong(self, name: str, one: Field, value: Any) -> bool:
        code, message = one.fault(value, today())
        if code:
            self.error(name, code, message, choices=(EMPTY,))
        return bool(code)

    def phone(self, name: str = "phone") -> str:
        """A telephone as +7…, the first of several; a doubt where it is not one."""
        if len(telephones(self.row.text(name))) > 1:
            self.once(
                name,
                "two_phones",
                "В ячейке несколько телефонов: записывается первый. Остальные впишите в карточки, если они нужны.",
                lambda row: len(telephones(row.text(name))) > 1,
            )
        return self._doubted(name, PERSON["phone"])

    def email(self, name: str = "email") -> str:
        """An e-mail address; a doubt where it is not one."""
        return self._doubted(name, PERSON["email"])

    def _doubted(self, name: str, one: Field) -> str:
        """A value without which the row is still of use: what is wrong is a doubt and is not written."""
        try:
            found = str(one.read(self.row.text(name)))
            code, message = one.fault(found, today())
        except Misread as misread:
            found, code, message = "", misread.code, misread.message
        if code:
            self.warn(name, code, f"«{self.row.text(name)[:60]}» не записывается. {message}")
        return "" if code else found

    def once(self, name: str, code: str, message: str, fits: Callable[[TableRow], bool]) -> None:
        """One doubt for all rows of the column that `fits` names, told at the first of them."""
        rows, is_new = self.table.sense(f"{code} {name}", lambda: [row for row in self.table.rows if fits(row)])
        if is_new and rows:
            self.report.warn(
                rows[0].at(name),
                self.table.label(name),
                code,
                message,
                value=rows[0].text(name),
                rows=[row.place.row for row in rows] if len(rows) > 1 else (),
            )

    def warn_in_order(self, name: str) -> None:
        """Tell once that the telephones of a column are given to those who are named before them, in their order."""
        self.once(
            name,
            "phones_in_order",
            "Телефоны в ячейке отнесены к представителям, названным перед ними, по порядку.",
            lambda row: len(telephones(row.text(name))) > 1,
        )

    def leave(self, reason: str) -> None:
        """Leave the row out and keep why; of a wide table's row other cells may be taken."""
        if not self.table.is_grid:
            self.table.left_out[self.row.place.row] = reason

    def sex(self) -> str:
        """м, ж or nothing; codes are what the patronymics beside them say; a doubt where it is not understood."""
        text = self.row.text("sex")
        if not text or sex_word(text) in NOT_GIVEN or _reads_sex(text):
            return str(PERSON["sex"].read(text)) if _reads_sex(text) else ""
        codes, _ = self.table.sense("codes of sex", lambda: sex_codes(self.table, _reads_sex))
        if found := codes.get(sex_word(text)):
            return found
        cause = f"sex:{sex_word(text)}"
        answer = self.report.settled(cause) or ""
        if answer not in _SEX_ANSWERS:
            self.report.warn(
                self.row.at("sex"),
                self.table.label("sex"),
                "bad_sex",
                f"«{text}» не записывается. Выберите пол из списка: «м» или «ж».",
                value=text,
                choices=[Remedy(label, "cause", value) for value, label in _SEX_ANSWERS.items()],
                cause=cause,
                question=f"Столбец «{self.table.label('sex')}»: что значит «{text}»?",
            )
        return answer if answer in Sex.values else ""

    # ── classes ───────────────────────────────────────────────────────

    def class_text(self, *, required: bool) -> str:
        """The class as the product writes it where it is one of a school, else as written; «литера» put behind it.

        A Latin letter for a Russian one is an error where the column has them by accident, and is read where it is how
        the column is typed: one doubt for all of it.
        """
        text, name = self._written_class()
        if not text:
            if required:
                self.error(
                    "class" if "class" in self.row.columns else "grade", "no_class", phrase("Укажите {group.acc}.")
                )
            return ""
        if name == "class" and is_date(self.row.cells.get("class")):
            return self._class_of_date(text)
        parsed = parse_class(text)
        if parsed and parsed.has_latin:
            if in_cyrillic(parsed.name) and self._types_latin(name):
                return parsed.name
            self._note_latin(name, text, parsed)
        return text

    def _written_class(self) -> tuple[str, str]:
        """The class as it stands, and the column it is told at."""
        text = self.row.text("class")
        if text and not (text.isdigit() and self.row.text("letter")):
            return text, "class"
        if text or self.row.text("grade"):
            grade, letter = text or self.row.text("grade"), self.row.text("letter")
            sign = "-" if letter.isdigit() else ""
            # «Литера: 2Б» beside «Параллель: 2» is the whole name already.
            named = parse_class(letter)
            whole = letter if named and named.letter and str(named.grade) == grade else f"{grade}{sign}{letter}"
            return whole, "letter" if "letter" in self.row.columns else "class" if text else "grade"
        return "", "class"

    def _types_latin(self, name: str) -> bool:
        wrong, is_new = self.table.sense(
            f"latin {name}",
            lambda: types_latin(RowReader(self.table, row, self.report)._written_class()[0] for row in self.table.rows),
        )
        if is_new and wrong:
            first = next(row for row in self.table.rows if _has_latin(RowReader(self.table, row, self.report)))
            self.report.warn(
                first.at(name),
                self.table.label(name),
                "latin_letter",
                phrase("Латинские буквы в названиях {group.gens} («5A») прочитаны как русские («5А»)."),
                value=first.text(name),
            )
        return wrong

    def _note_latin(self, name: str, text: str, parsed: ClassName) -> None:
        right = in_cyrillic(parsed.letter if name == "letter" else parsed.name)
        hint = phrase("Напишите её по-русски: «{right}».", right=parsed.name) if right else "Напишите её по-русски."
        self.error(
            name,
            "latin_letter",
            phrase("В названии {group.gen} «{text}» латинская буква. {hint}", text=text, hint=hint),
            choices=(Remedy(f"Заменить на {parsed.name}", "value", right),) if right else (),
        )

    def _class_of_date(self, text: str) -> str:
        """«5-1» of the date that a spreadsheet made of it, told once a column; an error where it spells no class."""
        found = class_from_date(self.row.cells.get("class"))
        if not found:
            message = phrase("«{text}» — дата, а не {group.nom}. Впишите {group.acc} текстом.", text=text[:40])
            self.error("class", "class_is_date", message)
            return ""
        self.once(
            "class",
            "class_was_date",
            phrase(
                "Программа превратила названия {group.gens} в даты: «{text}» прочитано как {found}. "
                "Если это не так, сделайте столбец текстовым и впишите {group.acc} заново.",
                text=text[:40],
                found=found,
            ),
            lambda row: is_date(row.cells.get("class")),
        )
        return found

    # ── names ─────────────────────────────────────────────────────────

    def full_name(self, prefix: str = "", whole: str = "full_name", who: str = "") -> FullName | None:
        """A name from one column or from three; errors for what is missing."""
        found, column = self._written_name(prefix, whole)
        if not found.text:
            self.error(column, "no_name", f"Не указано имя{who}.")
            return None
        if not found.surname:
            self.error(column, "missing_surname", f"Нет фамилии{who}: записано только «{found.text}». Допишите её.")
        elif not found.name:
            self.error(column, "missing_name", f"Нет имени{who}: записано только «{found.text}». Допишите его.")
        elif _INITIALS.fullmatch(found.name):
            # Whoever is written down so would be nobody's namesake: a person of his own in every later load.
            self.error(column, "initials", f"Имя{who} записано инициалами: «{found.text}». Впишите его полностью.")
        elif has_mixed_alphabet(found.text):
            return self._in_cyrillic(found, column)
        return found

    def _written_name(self, prefix: str, whole: str) -> tuple[FullName, str]:
        """The name as it is read, and the column it is told at."""
        if f"{prefix}surname" in self.row.columns and not self.row.text(whole):
            texts = [name_and_note(self.row.text(f"{prefix}{part}"))[0] for part in ("surname", "name", "patronymic")]
            parts = [" ".join(proper(word) for word in text.split())[:80] for text in texts]
            if not parts[2] and len(parts[1].split()) > 1 and (rest := parse_full_name(" ".join(parts[:2]))):
                # «Имя, отчество» in one column.
                parts = [rest.surname, rest.name, rest.patronymic] if rest.surname == parts[0] else parts
            found = FullName(*parts)
            return found, f"{prefix}surname" if not found.surname else f"{prefix}name"
        text, note = name_and_note(self.row.text(whole))
        if note:
            self.once(
                whole,
                "name_note",
                f"Рядом с именем есть пометки («{note[:60]}»): в имя они не входят.",
                lambda row: bool(name_and_note(row.text(whole))[1]),
            )
        parsed = parse_full_name(text)
        if parsed is None:
            return FullName(text, ""), whole
        # «Фамилия, имя» in one column, the patronymic in the next.
        behind = "" if parsed.patronymic else name_and_note(self.row.text(f"{prefix}patronymic"))[0]
        patronymic = parsed.patronymic or " ".join(map(proper, behind.split()))
        return FullName(parsed.surname[:80], parsed.name[:80], patronymic[:80]), whole

    def name_note(self, whole: str = "full_name") -> str:
        """What is written beside the name: «инд. обучение», «прибыл 15.10 пр. № 45»."""
        return name_and_note(self.row.text(whole))[1]

    def _in_cyrillic(self, found: FullName, column: str) -> FullName:
        """A name with Latin letters for Russian ones: an error where it is a slip, read where it is a habit."""
        right = in_cyrillic(found.text)
        habit, is_new = self.table.sense("latin names", lambda: mixes_names(_texts(self.table)))
        if not right or not habit:
            message = f"В имени «{found.text}» есть латинские буквы. Наберите его по-русски."
            is_whole = column in {"full_name", "guardian", "child"}
            choices = (Remedy(f"Заменить на «{right}»", "value", right),) if right and is_whole else ()
            self.error(column, "latin_in_name", message, choices=choices)
            return found
        if is_new:
            self.warn(column, "latin_in_name", f"Латинские буквы в именах прочитаны как русские: «{right}».")
        return FullName(*(in_cyrillic(part) or part for part in (found.surname, found.name, found.patronymic)))


def _texts(table: SheetTable) -> Iterator[str]:
    return (" ".join(text_of(row.cells.get(name)) for name in row.columns) for row in table.rows)


def _reads_sex(text: str) -> bool:
    try:
        PERSON["sex"].read(text)
    except Misread:
        return False
    return True


def _has_latin(reader: RowReader) -> bool:
    parsed = parse_class(reader._written_class()[0])
    return bool(parsed and parsed.has_latin)
