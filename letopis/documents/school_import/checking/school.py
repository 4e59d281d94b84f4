"""Files of another school: they look right in every row, and would make its people this school's."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from letopis.documents.school_import.live import Live
from letopis.documents.school_import.records import NOWHERE, Base, StudentRecord
from letopis.documents.school_import.words import OTHER_SCHOOL, table_name
from letopis.documents.sheets.problems import CellPlace, Remedy, Report
from letopis.school.organisation.words import phrase

OURS = "ours"
# So many newcomers to classes that have students already, in so many classes by so many, and next to nobody known.
_FEWEST, _CLASSES, _OF_A_CLASS, _KNOWN = 20, 3, 3, 0.02


def is_of_another_school(base: Base, live: Live, report: Report) -> bool:
    """Ask whether the files are another school's; until that is answered nothing of them is read."""
    if not live.students or report.settled(OTHER_SCHOOL):
        return False
    strangers, named = _strangers(base, live), _other_name(base, live)
    if not strangers and not named:
        return False
    report.problems.clear()
    report.add(
        _place(base, strangers),
        table_name("students" if strangers else "card"),
        "other_school",
        _message(strangers, named, live.school.short_name or live.school.name),
        value=named,
        choices=[Remedy(phrase("Файл наш: загрузить"), "cause", OURS)],
        cause=OTHER_SCHOOL,
        question=phrase("Это файл другой {school.gen}?") + f" {_message(strangers, named, live.school.short_name)}",
    )
    _read_nothing(base)
    return True


def _strangers(base: Base, live: Live) -> list[StudentRecord]:
    """The students of classes that are full in the base, where next to none of them is known; else nobody."""
    occupied = {key for key, group in live.classes.items() if group.pk in live.occupied}
    listed = [one for one in base.students if one.place is not NOWHERE and one.class_key in occupied]
    new = [one for one in listed if one.live is None]
    by_class = Counter(one.class_key for one in new)
    full = [key for key, number in by_class.items() if number >= _OF_A_CLASS]
    is_other = len(new) >= _FEWEST and len(full) >= _CLASSES
    return new if is_other and len(listed) - len(new) <= _KNOWN * len(listed) else []


def _other_name(base: Base, live: Live) -> str:
    """The name on the card where its number is not the school's: «Школа № 17» is not «Школа № 40»."""
    card = str(base.card.get("short_name") or base.card.get("name") or "")
    theirs = set(re.findall(r"\d+", f"{card} {base.card.get('name') or ''}"))
    ours = set(re.findall(r"\d+", f"{live.school.short_name} {live.school.name}"))
    return card if theirs and ours and not theirs & ours else ""


def _place(base: Base, strangers: Sequence[StudentRecord]) -> CellPlace:
    place = strangers[0].place if strangers else base.card_place
    return replace(place, row=0, column=None)


def _message(strangers: Sequence[StudentRecord], named: str, ours: str) -> str:
    said = [
        f"на карточке — {named}, а эта база — {ours}" if named else "",
        phrase(
            "{student.gens} в {group.pres}, которые в базе уже заполнены, — {number}, и никого из них в базе нет",
            number=len(strangers),
        )
        if strangers
        else "",
    ]
    text = "; ".join(filter(None, said))
    return phrase(
        "{text}. Если это файл другой {school.gen}, откажитесь от загрузки.",
        text=text[:1].upper() + text[1:],
    )


def _read_nothing(base: Base) -> None:
    base.card, base.tutors, base.shorts = {}, {}, {}
    for rows in (base.staff, base.students, base.guardians, base.classes, base.rooms, base.bells, base.terms):
        rows.clear()
    for more in (base.vacations, base.days, base.curriculum, base.load, base.timetable):
        more.clear()
