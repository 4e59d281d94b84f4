"""How the time of reading a cell grows with its length: run as a program, within a limit of the processor.

Every function of a load that meets a foreign text gets texts made to lead a pattern astray: one sign over and over, and
an end that does not fit. What takes noticeable time at the length of the longest cell is tried at four times that; time
of the processor that grows by more than eight is the square of the length, and is printed.
"""

import os
import re
import resource
import time
from collections.abc import Callable
from datetime import date

LIMIT = 90  # seconds of a core: a pattern without bounds ends here
LENGTH = 5000
NOTICEABLE = 0.03
PIECES = (
    *("а", "А", "1", " ", "-", ".", ",", "(", "«", '"', "/", "\n", "\t", "\xa0", "@", "№"),
    *("1 ", "1-", "1,", "1.", "1/", "а ", "А.", "А. ", "Аа ", "1а", "( ", "1ч", "1 ч ", "- ", "– ", " и ", ".а"),
    *(
        "класс ",
        "каб. ",
        "1 группа",
        "девочки ",
        "по ",
        "с ",
        "часов:",
        "контрольных ",
        "перв",
        "учитель",
        "1 четверть",
    ),
)
ENDS = ("", "!", "я")


def functions() -> dict[str, Callable[[str], object]]:
    """What meets the text of a cell, a header, a title, a pasted line."""
    from letopis.documents.plan_import import about, parse, reading
    from letopis.documents.school_import import subjects, words
    from letopis.documents.school_import.parsing import bells, cells, relatives, senses, teaching
    from letopis.documents.school_import.parsing import people as rows_of_people
    from letopis.documents.school_import.recognising import lines, school, wide
    from letopis.documents.school_import.records import room_key
    from letopis.documents.sheets import grid, margins, naming, normal, values
    from letopis.documents.sheets.sheet import Cell, Sheet
    from letopis.kernel.dates import DateRange
    from letopis.kernel.fields import fields_of
    from letopis.kernel.text import clean
    from letopis.school.classes import rules as classes
    from letopis.school.organisation import rules as organisation
    from letopis.school.people import rules as people
    from letopis.school.people.intake import GuardianshipDraft, PersonDraft, StudentDraft

    year = DateRange(date(2026, 9, 1), date(2027, 5, 31))
    header: list[Cell] = ["№", "Тема", "Часы", "Дата", "Вид", "Раздел", "Контрольных", "Практических"]

    def known() -> cells.Known:
        return cells.Known(subjects.Subjects(["Алгебра", "Физическая культура"]), ["Ким Ян Ильич"], ["12"])

    def plan(rows: list[list[Cell]]) -> object:
        return parse.parse_plan(Sheet("", "", rows), year)

    # As the tables' rows give them: with the white space settled.
    settled = {
        "several": teaching._SEVERAL.split,
        "subgroup": teaching.without_subgroup,
        "subgroup_name": teaching.subgroup_name,
        "shift": bells.shift_in,
        "margin": margins.is_total,
        "signature": lambda text: margins.is_signature([text], 8),
        "person": margins.is_person,
        "heading": school.class_in_heading,
        "line of a period": lambda text: lines._SPAN.search(text[: lines._LONGEST]),
        "line of a bell": lambda text: lines._BELL.match(text[: lines._LONGEST]),
        "strict class": wide._STRICT_CLASS.fullmatch,
        "grade": wide._GRADE_ONLY.fullmatch,
        "abbreviates": lambda text: subjects.likeness(text[:160], text[:160]),
        "a move": rows_of_people._MOVED.search,
        "relatives": relatives.relatives_of,
        "class from date": senses.class_from_date,
        "month span": lambda text: bells._MONTH_SPAN.search(text[:120]),
    }
    return {
        **{
            name: getattr(module, name)
            for module in (values,)
            for name in dir(module)
            if (name.startswith("parse_") or name == "class_key") and name != "parse_days"
        },
        "a snils": fields_of(PersonDraft)["snils"].clean,
        "a telephone": fields_of(PersonDraft)["phone"].read,
        "a form of study": fields_of(StudentDraft)["study_form"].read,
        "kinship": fields_of(GuardianshipDraft)["kinship"].read,
        "date near": lambda text: values.parse_date(text, year=year),
        "dates with slashes": lambda text: values.slashed([text]),
        "date span": lambda text: values.parse_date_span(text, year=year),
        "normal": normal.normal.__wrapped__,
        "words of a header": naming.words_of,
        "header": words.LEXICON._is_word,
        "card": words.card_field,
        "weekday": grid.weekday_in,
        "lessons": lambda text: cells.lessons_of(text, known(), teaching.subgroup_name),
        "a name and a note": values.name_and_note,
        "a word of a name": values.proper,
        "room": room_key,
        "rooms": lambda text: wide._with_rooms([text], [text, text]),
        "numbers": values.parse_numbers,
        "hours": values.parse_count,
        "days": lambda text: values.parse_days(text, year),
        "above a plan": lambda text: about.read_about([[text]]),
        "a lesson of a plan": lambda text: plan([header, ["1", text, "1"]]),
        "cells of a plan": lambda text: plan([header, [text, "тема", *[text] * 6]]),
        "a section": lambda text: plan([header, ["", text, ""]]),
        "a total": lambda text: plan([header, ["1", "Тема", "1"], ["", f"Итого {text}", ""]]),
        "no header": lambda text: plan([[text, "1"]]),
        "a pasted line": lambda text: reading._rows_of_lines([text, f"1. {text}"]),
        "room's order": organisation.room_sort_key,
        "class": classes._NAME.fullmatch,
        "telephone": people.normalise_phone,
        "e-mail": people.email_is_valid,
        "СНИЛС": people.snils_digits,
        **{name: (lambda text, act=act: act(clean(text))) for name, act in settled.items()},
    }


def took(act: Callable[[str], object], text: str) -> float:
    """Seconds of the processor."""
    begun = time.process_time()
    act(text)
    return time.process_time() - begun


def main() -> None:
    """Print what grows too fast, or fails."""
    resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "letopis.config.settings")
    import django

    django.setup()
    for name, act in functions().items():
        for piece in PIECES:
            for end in ENDS:
                short, long = (f"{(piece * length)[:length]}{end}" for length in (LENGTH, 4 * LENGTH))
                first = took(act, short)
                if first > NOTICEABLE and (second := took(act, long)) > 8 * first:
                    print(f"{name}: {piece!r}…{end!r} {first:.3f} s, four times longer {second:.3f} s")
    # Proof that it would be seen.
    square = re.compile(r"\s*x")
    assert took(square.search, " " * 4 * LENGTH) > 8 * took(square.search, " " * LENGTH)


if __name__ == "__main__":
    main()
