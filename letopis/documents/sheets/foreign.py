"""Files of other programs: named, so that nobody looks for mistakes in a table that is none."""

import re
from collections.abc import Iterable, Sequence

# The beginning of an XML file says what it is: its root and what stands in it.
_XML = (
    ("aSc Timetables", re.compile(r"<timetable\b[^>]*\basc|<timetable\b[^>]*importtype=|asctt", re.IGNORECASE)),
    ("FET", re.compile(r"<fet\b", re.IGNORECASE)),
    ("Untis", re.compile(r"<document\b[^>]*untis|xmlns=\"[^\"]*untis", re.IGNORECASE)),
    ("1С", re.compile(r"1c\.ru|v8\.1c|КоммерческаяИнформация", re.IGNORECASE)),
)
# Untis writes no header: a number, then names in quotes, day and hour.
_GPU = re.compile(
    r"\d{1,6}[,;]\"[^\"]{0,60}\"[,;]\"[^\"]{0,60}\"[,;]\"[^\"]{0,60}\"[,;]\"[^\"]{0,60}\"[,;]\d[,;]\d{1,2}\b"
)
_ONE_ROSTER = {"manifest.csv", "orgs.csv", "users.csv", "enrollments.csv", "classes.csv", "academicsessions.csv"}


def xml_program(beginning: str) -> str:
    """Return the program that wrote an XML file, "" for an unknown one."""
    return next((name for name, pattern in _XML if pattern.search(beginning)), "")


def text_program(lines: Sequence[str]) -> str:
    """Return the program that wrote a file of text, "" for an ordinary table."""
    first = lines[0].casefold() if lines else ""
    if first.startswith("begin:vcalendar"):
        return "календарь iCalendar"
    if "sourcedid" in first and ("status" in first or "datelastmodified" in first):
        return "OneRoster"
    told = [line for line in lines[:50] if line.strip()]
    return "Untis" if len(told) > 2 and sum(bool(_GPU.match(line)) for line in told) > 0.8 * len(told) else ""


def archive_program(names: Iterable[str]) -> str:
    """Return the program whose export an archive of these files is, "" for any other."""
    return "OneRoster" if len(_ONE_ROSTER & {name.casefold() for name in names}) >= 3 else ""
