"""What the lists of people say in words of their own: sex, form of study, kinship."""

import re

from letopis.documents.sheets.sheet import Cell
from letopis.documents.sheets.values import text_of
from letopis.kernel.text import clean, search_key
from letopis.school.people.enums import Kinship, Sex, StudyForm


def parse_sex(cell: Cell) -> str | None:
    """Return Sex or "" for nothing; None where it is not understood."""
    key = search_key(text_of(cell))
    if not key:
        return ""
    if key[0] in "мm" and not key.startswith("мать"):
        return Sex.MALE
    if key[0] in "жfд":
        return Sex.FEMALE
    return None


def parse_study_form(cell: Cell) -> str:
    """Return a StudyForm; an empty cell is full-time."""
    key = search_key(text_of(cell))
    for stem, form in (
        ("очно-заоч", StudyForm.PART_TIME),
        ("очно заоч", StudyForm.PART_TIME),
        ("заоч", StudyForm.DISTANCE),
        ("дистан", StudyForm.DISTANCE),
        ("сем", StudyForm.FAMILY),
    ):
        if key.startswith(stem):
            return form
    return StudyForm.HOME if "дом" in key else StudyForm.FULL_TIME


def parse_kinship(cell: Cell) -> str:
    """Return a Kinship: «мать», «мама», «отец», «папа», «опекун», «бабушка» …"""
    key = search_key(text_of(cell))
    for stems, kinship in (
        (("мать", "мам"), Kinship.MOTHER),
        (("отец", "пап"), Kinship.FATHER),
        (("опек", "попеч", "приемн"), Kinship.GUARDIAN),
        (("баб",), Kinship.GRANDMOTHER),
        (("дед",), Kinship.GRANDFATHER),
    ):
        if key.startswith(stems):
            return kinship
    return Kinship.OTHER


def parse_phone_cell(cell: Cell) -> str:
    """Return the text of a telephone cell: the first of several, figures that a spreadsheet made a number as digits."""
    text = text_of(cell)
    first = re.split(r"[,;]|\bдоб\b", text, maxsplit=1)[0]
    return clean(first)
