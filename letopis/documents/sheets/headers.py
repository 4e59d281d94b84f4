"""A table's columns: what each is called and by which header it is known. The words are in `vocabularies.py`."""

import re
from dataclasses import dataclass, field

from letopis.school.organisation.words import say

# A column that is known and not kept.
IGNORE = "ignore"


@dataclass(frozen=True)
class HeaderColumn:
    """A column of a table: `field`, what the operator sees, the header's pattern (on `normal` text)."""

    field: str
    template: str
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, field_name: str, label: str, pattern: str) -> "HeaderColumn":
        """Compile the pattern."""
        return cls(field_name, label, re.compile(pattern))

    @property
    def label(self) -> str:
        """What the operator sees, in the school's own words."""
        return say(self.template)


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
    never: tuple[str, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)

    def label(self, field_name: str) -> str:
        """The column's Russian name."""
        return next((column.label for column in self.columns if column.field == field_name), field_name)
