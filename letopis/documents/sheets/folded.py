"""Two or three rows a person: what stands below the first row is put behind it, so that a person is one row. Pure.

A column of numbers, dates or classes whose values stand in every second row tells where people begin; what stands
below has to be of other kinds than what is above it. Rows that go on with a list (the other parent below the first)
are of the same kinds and stay rows.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from letopis.documents.sheets.evidence import Profile
from letopis.documents.sheets.kinds import kinds_of
from letopis.documents.sheets.refusals import column_letters
from letopis.documents.sheets.sheet import Cell, Sheet
from letopis.documents.sheets.values import looks_patronymic, text_of

Row = list[Cell]
# So many people tell a pattern; so many of them follow it.
LEAST, MOST_OF = 3, 0.8
# Rows a person; rows of a sheet that are looked at for the pattern.
_MOST_ROWS, _LOOKED_AT = 3, 200
# The share of rows that fill other columns than the row above: of a list with a row a person, few do.
_LEAST_APART, _AT_FIRST = 0.5, 60
_BEGINS = ("whole", "date", "class")
# Rows above the first person in which the header is.
_NEAR = 5
# What a text of any kind is besides.
_OF_ANY = frozenset({"text", "word", "room", "number", "file", "letter"})


@dataclass(frozen=True, slots=True)
class _Pattern:
    """The first rows of people (from 0), and how many rows a person has."""

    first: Sequence[int]
    height: int

    def below(self, rows: Sequence[Row], first: int) -> list[int]:
        """The rows of a person below the first."""
        begins = set(self.first)
        found = []
        for row in range(first + 1, min(first + self.height, len(rows))):
            if row in begins or not _filled(rows[row]):
                break
            found.append(row)
        return found


def folded(sheet: Sheet) -> Sheet | None:
    """Return a sheet whose people have one row each, the rows below emptied: numbers of rows stay what they are.

    None where the rows are people already.
    """
    if not _alternates(sheet.rows):
        return None
    rows = [list(row) for row in sheet.rows]
    width = max(map(len, rows), default=0)
    pattern = next((one for column in range(min(width, 12)) if (one := _pattern_of(rows, column))), None)
    if pattern is None or pattern.first[0] == 0 or not _says_other_things(rows, pattern):
        return None
    usual = _usual_columns(rows, pattern)
    joined = _joined_columns(rows, pattern, usual)
    apart = [column for column in usual if column not in joined]
    head = _fold_header(rows, pattern, apart, width)
    if head is None:
        return None
    for first in pattern.first:
        rows[first] += [""] * (width - len(rows[first]))
        below = [
            row
            for row in pattern.below(rows, first)
            if set(_filled(rows[row])) <= {*usual, *_repeated(rows, first, row)}
        ]
        for row in below:
            for column in joined:
                rows[first][column] = " ".join(filter(None, (text_of(rows[first][column]), _text(rows[row], column))))
            rows[first] += [_cell(rows[row], column) for column in apart]
            rows[row] = []
    return replace(sheet, rows=rows, merges=tuple(one for one in sheet.merges if one[2] <= head))


def _alternates(rows: Sequence[Row]) -> bool:
    """Whether rows fill other columns than those above them: a cheap look before the cells are read."""
    filled = [tuple(own) for row in rows[:_AT_FIRST] if (own := _filled(row))]
    apart = sum(one != other for one, other in zip(filled, filled[1:], strict=False))
    return len(filled) > 2 * LEAST and apart >= _LEAST_APART * (len(filled) - 1)


# ── where people begin ────────────────────────────────────────────────


def _pattern_of(rows: Sequence[Row], column: int) -> _Pattern | None:
    """The pattern that a column tells: values of one kind in every second row, or every third."""
    for kind in _BEGINS:
        first = [at for at, row in enumerate(rows[:_LOOKED_AT]) if kind in kinds_of(_cell(row, column))]
        if len(first) < LEAST:
            continue
        if height := _height(rows, first):
            whole = [at for at, row in enumerate(rows) if kind in kinds_of(_cell(row, column))]
            pattern = _Pattern(whole, height)
            if sum(bool(pattern.below(rows, at)) for at in first) >= MOST_OF * len(first):
                return pattern
    return None


def _height(rows: Sequence[Row], first: Sequence[int]) -> int:
    """How many rows a person has, the most where one parent stands below or two; 0 where most people have one row."""
    gaps = [(at, after - at) for at, after in zip(first, first[1:], strict=False)]
    several = Counter(gap for _, gap in gaps if 1 < gap <= _MOST_ROWS)
    if several.total() <= len(gaps) / 2:
        return 0
    usual = several.most_common(1)[0][0]
    taller = [at for at, gap in gaps if usual < gap <= _MOST_ROWS]
    # What stands there otherwise is no person's: the heading of the next class.
    alike = sum({*_filled(rows[at + usual])} <= {*_filled(rows[at + usual - 1])} for at in taller)
    return max(several) if taller and alike >= MOST_OF * len(taller) else usual


def _says_other_things(rows: Sequence[Row], pattern: _Pattern) -> bool:
    """Whether what stands below people's first rows is of other kinds than what stands in them."""
    for column in _usual_columns(rows, pattern):
        above = [_cell(rows[first], column) for first in pattern.first]
        below = [_cell(rows[row], column) for first in pattern.first for row in pattern.below(rows, first)]
        if _kinds(above) and _kinds(below) and not _kinds(above) & _kinds(below):
            return True
    return False


def _kinds(cells: Iterable[Cell]) -> set[str]:
    """The kinds that most of the cells are of, of a text no other «text»."""
    profile = Profile.of(cells)
    found = {kind for kind, many in profile.kinds.items() if many >= MOST_OF * profile.filled}
    return found - _OF_ANY or found & {"text", "word"}


def _usual_columns(rows: Sequence[Row], pattern: _Pattern) -> list[int]:
    """The columns in which the rows below say something that the first row does not say too."""
    counts: Counter[int] = Counter()
    for first in pattern.first:
        for row in pattern.below(rows, first):
            counts.update(set(_filled(rows[row])) - set(_repeated(rows, first, row)))
    return sorted(column for column, many in counts.items() if many >= len(pattern.first) / 4)


def _repeated(rows: Sequence[Row], first: int, row: int) -> list[int]:
    """Columns in which a row says what the first says: cells that were merged down."""
    return [column for column in _filled(rows[row]) if _text(rows[row], column) == _text(rows[first], column)]


# ── names of what stands below ────────────────────────────────────────


def _joined_columns(rows: Sequence[Row], pattern: _Pattern, usual: Iterable[int]) -> list[int]:
    """Columns of a name in two rows: the surname, below it the name and the patronymic."""
    found = []
    for column in usual:
        above = Profile.of(_cell(rows[first], column) for first in pattern.first)
        below = [
            text for first in pattern.first for row in pattern.below(rows, first) if (text := _text(rows[row], column))
        ]
        named = [text for text in below if len(text.split()) <= 3 and any(map(looks_patronymic, text.split()))]
        if above.share(["word"]) >= MOST_OF and below and len(named) >= MOST_OF * len(below):
            found.append(column)
    return found


def _fold_header(rows: list[Row], pattern: _Pattern, apart: Sequence[int], width: int) -> int | None:
    """Name the columns behind; returns the header's row, None where there is none above the first person.

    A header of two rows names what stands below in its second; else what stands there says what it is.
    """
    first = pattern.first[0]
    # A heading of the first class may stand between.
    near = [row for row in range(max(0, first - _NEAR), first) if _filled(rows[row])]
    pairs = zip(near, near[1:], strict=False)
    top, under = next((pair for pair in pairs if _names_below(rows, pair, apart)), (None, None))
    if top is None:
        top = next((row for row in reversed(near) if len(_filled(rows[row])) > 1), None)
    if top is None:
        return None
    names = _told_names(rows, pattern, apart) if under is None else [_text(rows[under], column) for column in apart]
    rows[top] += [""] * (width - len(rows[top]))
    for at in range(1, pattern.height):
        rows[top] += names if at == 1 else [f"{name} {at}" if name else "" for name in names]
    if under is not None:
        rows[under] = []
    return top


def _names_below(rows: Sequence[Row], pair: tuple[int, int], apart: Sequence[int]) -> bool:
    """Whether the second of two rows names what stands below in the columns that the first names."""
    top, under = (_filled(rows[row]) for row in pair)
    is_within = len(top) > 1 and set(under) <= {*top} and set(under) <= {*apart}
    return is_within and not any(sign.isdigit() for column in under for sign in _text(rows[pair[1]], column))


def _told_names(rows: Sequence[Row], pattern: _Pattern, apart: Sequence[int]) -> list[str]:
    """What the columns below are by their cells: a relative's, where a word of kinship says so; else it is asked."""
    profiles = [
        Profile.of(_cell(rows[row], column) for first in pattern.first for row in pattern.below(rows, first))
        for column in apart
    ]
    of_relative = any(profile.share(["kin"]) >= MOST_OF for profile in profiles)
    names: list[str] = []
    for column, profile in zip(apart, profiles, strict=True):
        name = f"Строка ниже, столбец {column_letters(column)}"
        if of_relative:
            longest = max(
                len(_text(rows[row], column)) for first in pattern.first for row in pattern.below(rows, first)
            )
            told = {"full name": "ФИО родителя", "phone": "Телефон родителя", "kin": "Степень родства родителя"}
            name = next((what for kind, what in told.items() if profile.share([kind]) >= MOST_OF), name)
            name = "Родители" if profile.share(["kin"]) >= MOST_OF and longest > 20 else name
        names.append(name)
    return names


def _filled(row: Row) -> list[int]:
    return [column for column, cell in enumerate(row) if cell not in ("", None) and text_of(cell)]


def _cell(row: Row, column: int) -> Cell:
    return row[column] if column < len(row) else ""


def _text(row: Row, column: int) -> str:
    return text_of(_cell(row, column))
