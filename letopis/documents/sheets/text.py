"""Texts → one sheet: CSV in whatever encoding and with whatever delimiter, and cells pasted from a spreadsheet."""

import csv
import io
import re
from collections import Counter
from itertools import islice

from letopis.documents.sheets import foreign
from letopis.documents.sheets.limits import MAX_COLUMNS, MAX_FILE, MAX_ROWS
from letopis.documents.sheets.measure import Sums
from letopis.documents.sheets.sheet import Cell, Sheet, Unreadable

_DELIMITERS = ";\t,|"
# What hardly any table has: signs and letters that one encoding makes of another's letters; Ё is rare.
_ODD = re.compile("[^\\x00-\\x7fА-Яа-я№«»“”„–—…°§\\xa0]")
# A small letter before a capital one.
_TURNED = re.compile("[а-яё][А-ЯЁ]")
_MOST = 0.9
# So many rows say which delimiter it is.
_JUDGED = 200
# Length of a cell is our own business: it is refused with its place.
csv.field_size_limit(4 * MAX_FILE)


def read(data: bytes) -> list[Sheet]:
    """Return a CSV file as its only sheet. Raises Unreadable."""
    text = _decoded(data)
    begins = text[:200].lstrip("\ufeff \t\r\n").casefold()
    if begins.startswith("<"):
        if program := foreign.xml_program(text[:4000]):
            raise Unreadable("of_program", program=program)
        raise Unreadable("web_page" if begins.startswith(("<!doctype html", "<html", "<table")) else "xml")
    if program := foreign.text_program(text[:20_000].lstrip("\ufeff").splitlines()):
        raise Unreadable("of_program", program=program)
    rows, width = _rows(text, _delimiter_of(text))
    if rows and [str(cell).casefold() for cell in rows[0][:1]] == ["sep="]:
        rows[0] = []
    if not rows:
        raise Unreadable("empty_file")
    # Lines of Russian words may be a calendar, or the instruction that lies beside the tables; others are no text.
    if width < 2 and not _is_russian(text):
        raise Unreadable("not_a_workbook")
    return [Sheet("", "", rows, is_csv=True)]


def _is_russian(text: str) -> bool:
    """Whether most letters are Russian."""
    letters = [sign for sign in text[:100_000] if sign.isalpha()]
    return sum("а" <= sign.lower() <= "я" or sign in "ёЁ" for sign in letters) * 2 > len(letters)


def read_pasted(data: bytes) -> list[Sheet]:
    """Return a text copied from a spreadsheet: tabs between cells, a cell with a line break in quotes.

    Quotes that do not pair are words.
    """
    text = data.decode("utf-8", errors="replace")
    if text.count('"') % 2 == 0:
        try:
            return [Sheet("", "", _rows(text, "\t")[0])]
        except csv.Error:
            pass
    sums = Sums()
    rows = [sums.row(list(line.split("\t")), number, "") for number, line in enumerate(text.splitlines(), 1)]
    return [Sheet("", "", rows)]


def _rows(text: str, delimiter: str) -> tuple[list[list[Cell]], int]:
    """The rows to the last one that says something, without empty cells at their ends; and the widest as it stood."""
    sums, found, width, filled, count, last = Sums(), [], 0, 0, 0, 0
    try:
        for count, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
            width = max(width, len(row))
            while row and not row[-1].strip():
                row.pop()
            if row:
                last, filled = count, max(filled, len(row))
            if count <= MAX_ROWS and len(row) <= MAX_COLUMNS:
                found.append(sums.row(list(row), count, ""))
    except csv.Error as error:
        raise Unreadable("not_a_workbook") from error
    sums.extent(last, filled)
    return found[:last], width


def _decoded(data: bytes) -> str:
    """UTF-8, UTF-16 (with a mark or without), else the likeliest Russian encoding."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\x00" in data[:4096]:
        return _of_two_bytes(data)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    text = data.decode(_russian(data), errors="replace")
    letters = sum(
        character.isalnum() or character.isspace() or character in ".,;:-–—()\"'«»№/+@|_" for character in text
    )
    if letters < len(text) * 0.9:
        raise Unreadable("not_a_workbook")
    return text


def _of_two_bytes(data: bytes) -> str:
    """UTF-16 without a mark: of the two bytes of each sign one is nothing or that of the Russian letters."""
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        high = data[first::2]
        if sum(one in {0, 4} for one in high) >= _MOST * len(high):
            text = data.decode(encoding, errors="replace")
            if "\x00" not in text:
                return text
    raise Unreadable("not_a_workbook")


def _russian(data: bytes) -> str:
    """The encoding that reads as the most ordinary Russian: its ten most frequent letters, capitals where they begin.

    Windows-1251 and KOI8-R read as one another with capitals for small letters: «Урок» is «сПНЙ».
    """
    import charset_normalizer  # a tenth of the start of the process, and most files are UTF-8 or no text

    best = charset_normalizer.from_bytes(
        data[: 256 * 1024], cp_isolation=["cp1251", "cp866", "koi8_r", "mac_cyrillic"]
    ).best()

    def ordinary(encoding: str) -> int:
        text = data.decode(encoding, errors="replace")
        small = text.casefold()
        odd = len(_ODD.findall(text)) + len(_TURNED.findall(text))
        return sum(small.count(letter) for letter in "оеаинтсрвл") - 2 * odd

    guessed = best.encoding if best else "cp1251"
    return max(dict.fromkeys(["cp1251", "cp866", "koi8_r", guessed]), key=ordinary)


def _delimiter_of(text: str) -> str:
    """The delimiter that gives most rows the same number of columns above one; a quoted cell may have several lines."""
    sample = text[:1_000_000]

    def steadiness(delimiter: str) -> tuple[float, int]:
        try:
            rows = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
            widths = Counter(len(row) for row in islice(rows, _JUDGED) if row)
        except csv.Error:
            return (0, 0)
        # A delimiter that is none cuts quoted cells of several lines in pieces: of the share, not of the number.
        whole = widths.total()
        widths.pop(1, None)
        return max(((round(number / whole, 1), width) for width, number in widths.items()), default=(0, 0))

    return max(_DELIMITERS, key=steadiness)
