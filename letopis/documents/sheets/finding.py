"""Finding headers by evidence: which rows name the columns of which table, wherever on the sheet they stand.

A header may stand in any row, be of one row or two, have titles above and names in any order; of several tables that
it could be, the one that explains most of it wins.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from letopis.documents.sheets.evidence import (
    BY_LIKENESS,
    BY_NAME,
    BY_VALUES,
    CERTAIN,
    LEAST,
    SAMPLE,
    Claim,
    Profile,
    assign,
)
from letopis.documents.sheets.grid import Grid, Heads, Shape
from letopis.documents.sheets.headers import IGNORE, Lexicon, Vocabulary
from letopis.documents.sheets.kinds import kinds_of
from letopis.documents.sheets.normal import normal
from letopis.documents.sheets.problems import CellPlace, Report
from letopis.documents.sheets.sheet import Sheet

# A table's title: its words tell the table, the year, the shift.
MAX_TITLE = 300
# Kinds that names of columns are of, too.
_PLAIN = frozenset({"text", "word", "letter", "room", "full name"})
# Cells of rows that read like headers, in one sheet: rows of data seldom do. A sheet of nothing but such rows would be
# tried for hours; what stands below is taken for data.
MOST_TRIED = 10_000
# Parts of a group are named in short.
_LONGEST_PART = 40
# The share of a header's names that are known for certain, where the others are guessed from what they are like.
LEAST_NAMED = 0.4


class HeaderFinder:
    """Finds the headers of one sheet among the tables of a lexicon.

    `meanings`: fields by (table, normal header) that the school settled earlier.
    """

    def __init__(
        self, sheet: Sheet, report: Report, lexicon: Lexicon, meanings: Mapping[tuple[str, str], str] | None = None
    ) -> None:
        self.sheet = sheet
        self.grid = Grid(sheet, report.answers)
        self.report = report
        self.lexicon = lexicon
        self.meanings = meanings or {}
        self.forced = report.answers.sheets.get(f"{sheet.file}|{sheet.name}", "")
        self._tried = 0
        self._profiles: dict[tuple[int, int], Profile] = {}
        self._named: dict[int, bool] = {}
        # Of each table, by the row of its header: how many cells its rows have filled.
        self._fillings: dict[int, int] = {}
        # Of the table that is read: columns that stand under one name, by field.
        self._gathered: dict[str, list[int]] = {}

    def place(self, row: int, column: int | None = None) -> CellPlace:
        """`row` from 0 here, from 1 in the place."""
        return CellPlace(self.sheet.file, self.sheet.name, row + 1, column)

    def headers(self, last_row: int | None = None) -> Iterator[tuple[int, Shape]]:
        """Yield the headers of the sheet with their rows (from 0), down to `last_row`.

        Of the only table there could be, a second header names all that the first does: fewer names are words of data.
        """
        row, named = 0, set[str]()
        end = len(self.grid.rows) if last_row is None else min(last_row, len(self.grid.rows))
        while row < end:
            shape = self.header_at(row)
            if shape and shape.heads.height > 1 and self._is_over_another(row, shape):
                # Names of groups over a header of two rows: «Сведения о ребёнке» over «Мать» over «Ф.И.О.».
                row += 1
                shape = self.header_at(row)
            if shape is None or not named <= shape.columns.keys():
                row += 1
                continue
            named = set(shape.columns) if self.lexicon.is_single else named
            yield row, shape
            row += shape.heads.height

    # ── one header ────────────────────────────────────────────────────

    def header_at(self, row: int) -> Shape | None:
        """Return how a row (with the one below, where that reads better) names columns; None for a row of data."""
        filled = self.grid.filled(row)
        if len(filled) < 2 or not self._reads_like_header(row, filled):
            return None
        shapes = [shape for heads in self.candidates(row) for shape in self.shapes(heads, row)]
        best = max(shapes, key=lambda shape: shape.score, default=None)
        # Of the only table there could be, a header is one even over nothing.
        if best and (self.lexicon.is_single or self._has_data(row + best.heads.height)):
            is_tailed = best.heads.height == 1 and not best.wide and self._is_tail(row + 1)
            return self._with_tail(row, best) if is_tailed else best
        return None

    def _is_over_another(self, row: int, shape: Shape) -> bool:
        """Whether the second row of a header is the first of one that reads better, as the same table."""
        other = self.header_at(row + 1)
        return bool(other and other.heads.height > 1 and other.kind == shape.kind and other.score > shape.score)

    def _is_tail(self, row: int) -> bool:
        """Whether the row below a header of one row parts its groups: «план», «факт» under «Дата», and says no more.

        A group is a name over several columns; every cell stands under one, and the columns of other names are empty.
        """
        top = row - 1
        filled = self.grid.filled(row) if row < len(self.grid.rows) else []
        if len(filled) < 2 or not any(
            self.grid.filled(number) for number in range(row + 1, min(row + 4, len(self.grid.rows)))
        ):
            return False
        named = self.grid.filled(top)
        groups = {max((one for one in named if one <= column), default=-1) for column in filled}
        if -1 in groups or not set(named) - groups:
            return False
        for group in groups:
            end = next((one for one in named if one > group), self.grid.width)
            own = [column for column in filled if group <= column < end]
            if len(own) < 2 or end - group < len(own):
                return False
        cells = [self.grid.rows[row][column] for column in filled]
        return not any(isinstance(cell, date | datetime | int | float) for cell in cells) and all(
            len(text) <= _LONGEST_PART and any(map(str.isalpha, text)) and text != self.grid.text(top, column)
            for column in filled
            for text in [self.grid.text(row, column)]
        )

    def _with_tail(self, row: int, shape: Shape) -> Shape:
        """A header of one row with the row that parts its groups; what that row alone names is asked about."""
        below = [self.grid.text(row + 1, c) for c in range(self.grid.width)]
        heads = Heads(self._spread([self.grid.head(row, c) for c in range(self.grid.width)], below), below, 2)
        again = self.read(self.lexicon.by_table[shape.kind], heads, row, strict=False)
        if again and not again.missing and again.columns.keys() >= shape.columns.keys():
            return again
        known = {*shape.columns.values(), *shape.unknown, *shape.rivals}
        unknown = [*shape.unknown, *(c for c in self.grid.filled(row + 1) if c not in known)]
        return replace(shape, heads=heads, unknown=unknown)

    def _reads_like_header(self, row: int, filled: list[int]) -> bool:
        """Cheap tests first: most rows are data and begin with a number."""
        if self.grid.text(row, filled[0]).isdigit():
            return False
        texts = [self.grid.text(row, c) for c in filled]
        if not self.lexicon.is_single and not any(self.is_word(text) for text in texts[:2]):
            return False
        words = self.count_words(texts)
        if words == 1 and self.lexicon.is_single and row + 1 < len(self.grid.rows):
            # The other names may stand in the second row, under the name of a group.
            words += self.count_words([self.grid.text(row + 1, c) for c in self.grid.filled(row + 1)])
        dates = sum(isinstance(self.grid.rows[row][c], date | datetime) for c in filled)
        if words < 2 or words <= dates or (words < len(filled) / 3 and not self.lexicon.is_single):
            return False
        self._tried += len(filled)
        return self._tried <= MOST_TRIED

    def is_word(self, text: str) -> bool:
        """Whether a text may stand in a header."""
        return self.lexicon.is_word(text)

    def count_words(self, texts: list[str]) -> int:
        """How many of a row's texts may stand in a header."""
        return sum(map(self.lexicon.is_word, texts))

    def _has_data(self, row: int) -> bool:
        return any(self.grid.filled(number) for number in range(row, min(row + 5, len(self.grid.rows))))

    def candidates(self, row: int) -> list[Heads]:
        """A row as a header, alone and with the row below."""
        columns = range(self.grid.width)
        top = [self.grid.head(row, c) for c in columns]
        single = Heads([self.grid.text(row, c) for c in columns], [""] * self.grid.width, 1)
        if row + 1 >= len(self.grid.rows):
            return [single]
        below = [self.grid.text(row + 1, c) for c in columns]
        cells = self.grid.rows[row + 1]
        if any(isinstance(cells[c], date | datetime) for c in columns) or not any(below):
            return [single]
        return [single, Heads(self._spread(top, below), below, 2)]

    @staticmethod
    def _spread(top: list[str], below: list[str]) -> list[str]:
        """A group's name over its columns, where a CSV has lost the merge: «Контакты», "" over «Телефон», «E-mail»."""
        result, group = [], ""
        for head, under in zip(top, below, strict=True):
            if head:
                group = head if under and under != head else ""
            result.append(head or (group if under else ""))
        return result

    def shapes(self, heads: Heads, row: int) -> list[Shape]:
        """Return all readings of a header as one table or another."""
        found = [shape for v in self.lexicon.vocabularies if (shape := self.read(v, heads, row, strict=True))]
        return [shape for shape in found if not self.forced or shape.kind == self.forced]

    def title_above(self, row: int) -> str:
        """The lines of one cell just above a row, as one text."""
        above = [
            self.grid.text(r, self.grid.filled(r)[0]) for r in range(max(0, row - 3), row) if self.grid.is_title(r)
        ]
        return " ".join(above)[:MAX_TITLE]

    def read(self, vocabulary: Vocabulary, heads: Heads, row: int, *, strict: bool) -> Shape | None:
        """Read a header as one table; `strict`: only where it has what makes it that table and no other."""
        if heads.height == 2 and vocabulary.under and not self._stands_under(vocabulary, heads):
            return None
        texts = heads.texts()
        named_as = {
            c: found
            for c, text in enumerate(texts)
            if (text or self._answered(row, c)) and (found := self._named_as(vocabulary, heads, row, c))
        }
        named_as |= dict.fromkeys(self._repeating(texts, row + heads.height), {IGNORE: BY_NAME})
        possible = {name: 0 for found in named_as.values() for name in found}
        possible |= {near: 0 for name in possible for near in vocabulary.near.get(name, ())}
        if strict and (len(named_as) < 2 or missing_of(vocabulary, possible)):
            return None
        claims = [
            claim for c, found in named_as.items() for claim in self._claims(vocabulary, found, row + heads.height, c)
        ]
        meant = [claim for claim in claims if claim.field != IGNORE]
        columns = dict(assign(meant).columns)
        taken = set(columns.values())
        named = {claim.column for claim in claims if claim.weight > LEAST}
        unknown = [number for number, text in enumerate(texts) if text and number not in named]
        rivals = sorted(named - taken - {claim.column for claim in claims if claim.field == IGNORE})
        known, repeated = len(named), len(rivals)
        missing = missing_of(vocabulary, columns)
        hinted = self._hinted(vocabulary, row)
        is_whole = len(columns) > 1 and not missing
        if strict and not (is_whole and self._is_this(vocabulary, heads, columns, known - len(unknown), hinted)):
            return None
        # A second row is believed where it tells more; where its names are prescribed, it is one whenever they fit.
        # Words of the first row of data give no column a name that another has.
        second = (1.0 if vocabulary.under else -0.5 - repeated - self._is_data(row + 1)) if heads.height == 2 else 0.0
        # Of two tables that name as much, the one whose values are what they should be.
        fit = sum(
            self._profile(row + heads.height, column).fit(vocabulary.kinds(name)) for name, column in columns.items()
        )
        repeats = sum(
            self._profile(row + heads.height, columns[name]).repeats() for name in vocabulary.once if name in columns
        )
        score = 2 * len(columns) + 2 * hinted - len(unknown) + second + fit / 2 - 4 * repeats
        return Shape(vocabulary.table, score, columns, heads, unknown, rivals=rivals, missing=missing, claims=meant)

    def _repeating(self, texts: Sequence[str], first: int) -> list[int]:
        """Columns that stand there a second time, name and values: nothing is lost without them."""
        earlier: dict[str, int] = {}
        found = []
        for column, text in enumerate(texts):
            if not text or earlier.setdefault(normal(text), column) == column:
                continue
            rows = self.grid.rows[first : first + SAMPLE]
            same = all(row[column] in {"", None, row[earlier[normal(text)]]} for row in rows)
            if same and any(row[column] for row in rows):
                found.append(column)
        return found

    def _named_as(self, vocabulary: Vocabulary, heads: Heads, row: int, column: int) -> Mapping[str, float]:
        """What a column may be by its name: by both rows together; under a group, by the second alone if those say
        nothing; by what the name is like where no pattern fits."""
        if answered := self._answered(row, column):
            return {answered: CERTAIN}
        text = heads.text(column)
        if heads.height == 2 and vocabulary.under:
            text = heads.bottom[column] or text
        named = self.fields(vocabulary.table, text, row, column)
        if not named and heads.height == 2 and not vocabulary.under and (under := heads.under_group(column)):
            named = self.lexicon.fields_of(vocabulary.table, under)
        if not named and self._is_named(row):
            return {name: BY_LIKENESS * much for name, much in self.lexicon.like(vocabulary.table, text)}
        return {name: BY_NAME - rank / 2 for rank, name in enumerate(named)}

    def _claims(self, vocabulary: Vocabulary, named: Mapping[str, float], first: int, column: int) -> list[Claim]:
        """What a column of names may be, by what stands in it from row `first` on."""
        profile = self._profile(first, column)
        found = []
        for name, weight in named.items():
            found.append(Claim(column, name, weight + BY_VALUES * profile.fit(vocabulary.kinds(name)), weight))
            if weight == CERTAIN:
                continue
            for near in vocabulary.near.get(name, ()):
                fit = profile.fit(vocabulary.kinds(near))
                found += [Claim(column, near, weight - 1 + fit, weight)] * (fit > 0 and near not in named)
        return found

    def _answered(self, row: int, column: int) -> str | None:
        """What the operator says that a column is; what he said of its name counts for a header that begins above."""
        said = self.report.answers.columns
        if not said:
            return None
        return said.get(self.place(row, column).cell_key) or said.get(self.place(row + 1, column).cell_key)

    def _is_named(self, row: int) -> bool:
        """Whether a row is of names, most known: what the others are like may be asked; numbers name nothing."""
        if row not in self._named:
            texts = [self.grid.text(row, column) for column in self.grid.filled(row)]
            self._named[row] = not any(
                text[0].isdigit() and text.replace(".", "").isdigit() for text in texts
            ) and self.count_words(texts) >= max(2, LEAST_NAMED * len(texts))
        return self._named[row]

    def _is_data(self, row: int) -> int:
        """How many cells of a row are of the kinds that stand below them: names of columns seldom are."""
        return sum(
            not _PLAIN.issuperset(kinds := kinds_of(self.grid.rows[row][column]))
            and max((below.share([kind]) for kind in kinds - _PLAIN), default=0) > 0.5
            for column in self.grid.filled(row)
            if (below := self._profile(row + 1, column)).filled
        )

    def _profile(self, first: int, column: int) -> Profile:
        """What stands in a column below a header; asked for by each table that it could be."""
        key = first, column
        if key not in self._profiles:
            self._profiles[key] = Profile.of(row[column] for row in self.grid.rows[first : first + SAMPLE])
        return self._profiles[key]

    def _stands_under(self, vocabulary: Vocabulary, heads: Heads) -> bool:
        # A cell merged down over both rows says the same in each.
        rows = zip(heads.top, heads.bottom, strict=True)
        below = {vocabulary.field_of(under) for over, under in rows if under and under != over}
        return bool(below) and below <= set(vocabulary.under)

    def _hinted(self, vocabulary: Vocabulary, row: int) -> int:
        """How much the title, the sheet's name and the operator's answer speak for a table."""
        title = normal(f"{self.title_above(row)} ")
        hinted = bool(vocabulary.title.search(title)) + bool(vocabulary.title.search(normal(self.sheet.name)))
        return hinted + 3 * (self.forced == vocabulary.table)

    def _is_this(
        self, vocabulary: Vocabulary, heads: Heads, columns: Mapping[str, int], surplus: int, hinted: int
    ) -> bool:
        """Whether a header that has all columns of a table is not rather one of another table, or of none."""
        if surplus + 2 * hinted < 0 and not self.lexicon.is_single:
            return False
        notions = [self.lexicon.notions[name] for name in vocabulary.never if name in self.lexicon.notions]
        if any(notion.search(normal(text)) for notion in notions for text in heads.texts()):
            return False
        return not vocabulary.tells or bool(hinted) or any(name in columns for name in vocabulary.tells)

    def meaning(self, table: str, text: str, row: int, column: int) -> str | None:
        """Return the field of a column by its name alone: answered, settled earlier, known to the vocabulary."""
        return next(iter(self.fields(table, text, row, column)), None)

    def fields(self, table: str, text: str, row: int, column: int) -> Sequence[str]:
        """Return all fields that a name may mean, the likeliest first; what was answered or settled is the only one."""
        settled = self._answered(row, column) or self.meanings.get((table, normal(text)))
        return (settled,) if settled else self.lexicon.fields_of(table, text)


def missing_of(vocabulary: Vocabulary, columns: Mapping[str, int]) -> list[str]:
    """Return labels of needs that no column meets; "+": a sheet's name or a heading row may meet it instead."""
    missing = []
    for group in vocabulary.needs:
        if "+" in group or any(all(part in columns for part in one.split("+")) for one in group):
            continue
        missing.append(" + ".join(vocabulary.label(part) for part in group[0].split("+")))
    return missing
