"""What headers mean: the names people give to a column, the columns that make a table, the tables a reader knows.

The names are data of each import; how they are looked up is here.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from letopis.documents.sheets.english import in_russian
from letopis.documents.sheets.naming import Names
from letopis.documents.sheets.normal import normal
from letopis.kernel.fields import Field, fields_of
from letopis.school.organisation.words import phrase

# A column that is known and not kept.
IGNORE = "ignore"
LONGEST_HEADER = 90
# A text this like a name may stand in a header.
LIKE_A_WORD = 0.75
# What another program calls a row by, at the beginning of a header.
ID = re.compile(
    r"(?:ид|id|guid|uuid|uid|гуид|идентификатор)\b|код (?:учен|обуч|учащ|реб|учит|сотр|клас|предм|родит|перс)"
)


@dataclass(frozen=True)
class HeaderColumn:
    """A column of a table: `field`, what the operator sees, the header's pattern (on `normal` text)."""

    field: str
    template: str
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, field_name: str, label: str, pattern: str) -> "HeaderColumn":
        """A column known by a pattern, for names that only a pattern can tell apart."""
        return cls(field_name, label, re.compile(pattern))

    @classmethod
    def named(cls, field_name: str, label: str, *names: str) -> "HeaderColumn":
        """A column known by the names people write: whole headers; «*» stands for any end of a word."""
        return cls(field_name, label, pattern_of(names))

    @property
    def label(self) -> str:
        """What the operator sees, in the school's own words."""
        return phrase(self.template)


def pattern_of(names: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of whole headers: («Кружок», «назван* кружка»)."""
    parts = [r"\w*".join(re.escape(normal(part)) for part in name.split("*")) for name in names]
    return re.compile("^(?:" + "|".join(part.replace(r"\ ", " ") for part in parts) + ")$")


def columns_of(row: type) -> dict[str, HeaderColumn]:
    """Return the columns of a specified row (letopis.kernel.fields), by field; known by `header`, or by names."""
    return {
        name: HeaderColumn(name, one.sheet or one.label, re.compile(one.header) if one.header else _named(one))
        for name, one in fields_of(row).items()
    }


def _named(one: Field) -> re.Pattern[str]:
    return pattern_of(dict.fromkeys([phrase(one.label), phrase(one.sheet or one.label)]))


# Of any list.
ROW_NUMBERS = HeaderColumn.of(
    IGNORE, "номер по порядку", r"^(№|n|#|нпп|пп|п п|п/п|номер)( ?п ?/? ?п)?( по порядку)?$|^порядков\w+ номер$"
)


@dataclass(frozen=True)
class Vocabulary:
    """A table: its columns in the order they are tried, words of its title, which columns make it this table."""

    table: str
    title: re.Pattern[str]
    columns: tuple[HeaderColumn, ...]
    # Every group must be met by one of its alternatives; an alternative is a set of fields joined by «+».
    needs: tuple[tuple[str, ...], ...]
    # At least one of these, unless the title says it.
    tells: tuple[str, ...] = ()
    # Notions of the lexicon that such a table never has.
    never: tuple[str, ...] = ()
    # Fields whose names alone may stand in a second row of the header; empty: a second row is read with the first.
    under: tuple[str, ...] = ()
    # Columns filled only where the value changes, in their order; a change in one of `resets` ends those after it.
    fills_down: tuple[str, ...] = ()
    resets: tuple[str, ...] = ()
    # Columns that may be filled at the first row of each block alone, where every value stands there once.
    marks: tuple[str, ...] = ()
    # Fields that only point at rows of another table by a key of theirs.
    pointers: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    # What the values of a field look like (kinds.py); a field that is not here says nothing of them.
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    # What else a column of a name may be, if its values say so: a «класс» of numbers is the parallel.
    near: Mapping[str, Sequence[str]] = field(default_factory=dict)
    # Fields whose values differ from row to row: a table that repeats them is one about somebody else.
    once: tuple[str, ...] = ()
    # Fields that only a pattern tells: whose they are stands in the name, and no likeness or kind of value says that.
    exact: frozenset[str] = frozenset()
    # What people call a field besides its label; a header that is like one of them may mean it (naming.py).
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def kinds(self, field_name: str) -> Sequence[str]:
        """The kinds of value that a field has; empty: any."""
        return self.values.get(field_name, ())

    def fields_of(self, header: str) -> tuple[str, ...]:
        """Return all fields that a header may mean, the likeliest first."""
        key = normal(header)
        if not key or len(key) > LONGEST_HEADER:
            return ()
        found = dict.fromkeys(column.field for column in self.columns if column.pattern.search(key))
        if ID.match(key):
            # What another program calls a thing by is no name of it and no class: it may only point at one.
            return tuple(name for name in found if name in self.pointers) or (IGNORE,)
        return tuple(found)

    @property
    def all_names(self) -> Mapping[str, Sequence[str]]:
        """What a header of each field may be like."""
        left = {IGNORE, *self.exact}
        known = {column.field: column.label for column in reversed(self.columns) if column.field not in left}
        return {name: (label, *self.names.get(name, ())) for name, label in known.items()}

    def label(self, field_name: str) -> str:
        """The column's Russian name."""
        return next((column.label for column in self.columns if column.field == field_name), field_name)

    def field_of(self, header: str) -> str | None:
        """Return the field that a header means, IGNORE for one that is known and not kept, None for unknown."""
        return next(iter(self.fields_of(header)), None)


class Lexicon:
    """All tables that a reader knows.

    `stems`: one pattern that every header fits and most data do not, to spare the others. `notions`: headers that tell
    one table from another, by name (Vocabulary.never). `names`: what the operator calls the tables.
    """

    def __init__(
        self,
        vocabularies: Sequence[Vocabulary],
        *,
        stems: re.Pattern[str] | None = None,
        notions: Mapping[str, re.Pattern[str]] | None = None,
        names: Mapping[str, str] | None = None,
    ) -> None:
        self.vocabularies = tuple(vocabularies)
        self.by_table = {vocabulary.table: vocabulary for vocabulary in vocabularies}
        self.stems = stems
        self.notions = notions or {}
        self.names = names or {}
        self.field_of = lru_cache(maxsize=50_000)(self._field_of)
        self.fields_of = lru_cache(maxsize=50_000)(self._fields_of)
        self.like = lru_cache(maxsize=50_000)(self._like)
        self.is_word = lru_cache(maxsize=50_000)(self._is_word)
        self._names: dict[str, Names] = {}

    @property
    def is_single(self) -> bool:
        """Whether there is but one table that a sheet could be: columns it does not know say nothing against it."""
        return len(self.vocabularies) == 1

    def table_name(self, table: str) -> str:
        """Return what the operator calls a table."""
        return phrase(self.names.get(table, table))

    def _field_of(self, table: str, header: str) -> str | None:
        return self.by_table[table].field_of(header)

    def _fields_of(self, table: str, header: str) -> tuple[str, ...]:
        return self.by_table[table].fields_of(header)

    def _like(self, table: str, header: str) -> tuple[tuple[str, float], ...]:
        """Fields whose names a header is like, with how much; of a header that no pattern fits."""
        if len(header) > LONGEST_HEADER:
            return ()
        if table not in self._names:
            self._names[table] = Names(self.by_table[table].all_names)
        return tuple(self._names[table].like(header)[:3])

    def _is_word(self, text: str) -> bool:
        """Whether a text is a header of any table: a quick sieve over data rows."""
        if len(text) > LONGEST_HEADER or (self.stems and not self.stems.search(in_russian(text))):
            return False
        return any(self.field_of(one.table, text) or self._is_like(one.table, text) for one in self.vocabularies)

    def _is_like(self, table: str, text: str) -> bool:
        likely = self.like(table, text)
        return bool(likely) and likely[0][1] >= LIKE_A_WORD
