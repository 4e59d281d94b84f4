"""What speaks for a column being a field: its name, what its values look like, what they share with what is known.

Several fields may claim a column and several columns a field; the assignment that explains most of the table wins, as a
matching of greatest weight. Where another is nearly as good (`close_calls`), or where a name says little and the values
no more (`weak_calls`), the operator is asked.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import networkx

from letopis.documents.sheets.broken import is_broken
from letopis.documents.sheets.kinds import kinds_of
from letopis.documents.sheets.sheet import Cell

# Cells that a column is judged by; more say the same.
SAMPLE = 200
# So many cells say half of what all would.
FEW = 3
# A name that the vocabulary knows; values that are all of the kind, or none of them.
BY_NAME, BY_VALUES = 3.0, 2.0
# What the operator has said: no looks of values speak against it.
CERTAIN = 100.0
# A name that is like one the vocabulary knows, by how much it is.
BY_LIKENESS = 2.5
# A name that is less like one tells too little alone: «Дата» of «Дата зачисления».
WEAK = BY_LIKENESS * 0.65
# What a claim has to be above: a name whose values are all of another kind is none.
LEAST = 1.0
# Two readings of a table that are nearer to each other than this are both possible: the operator is asked.
MARGIN = 0.3
_FIRST = 1e-6


@dataclass(frozen=True, slots=True)
class Profile:
    """A column's values: how many say something, how many of each kind, how many differ."""

    filled: int
    kinds: Mapping[str, int]
    distinct: int

    @classmethod
    def of(cls, cells: Iterable[Cell]) -> "Profile":
        """Judge a column by its first cells that say something."""
        counts: Counter[str] = Counter()
        filled, seen = 0, set()
        for cell in cells:
            if cell in ("", None) or is_broken(cell) or not (found := kinds_of(cell)):
                continue
            filled += 1
            seen.add(cell)
            counts.update(found)
            if filled == SAMPLE:
                break
        return cls(filled, counts, len(seen))

    def share(self, kinds: Iterable[str]) -> float:
        """The share of cells that are of the commonest of `kinds`, 0 to 1."""
        return max((self.kinds.get(kind, 0) for kind in kinds), default=0) / self.filled if self.filled else 0.0

    def repeats(self) -> float:
        """The share of values that stand there more than once, 0 to 1; of a few, none."""
        return 1 - self.distinct / self.filled if self.filled > FEW else 0.0

    def fit(self, kinds: Sequence[str]) -> float:
        """How well the values are of one of `kinds`: near 1 all, near -1 none, the nearer the more of them there are.

        0 where nothing is expected or nothing stands.
        """
        if not kinds or not self.filled:
            return 0.0
        return (2 * self.share(kinds) - 1) * self.filled / (self.filled + FEW)


@dataclass(frozen=True, slots=True)
class Claim:
    """A field's claim on a column, with what speaks for it; `named`: what of it the column's name says."""

    column: int
    field: str
    weight: float
    named: float = BY_NAME


@dataclass(frozen=True, slots=True)
class Assignment:
    """Columns by field, and how much of the table they explain."""

    columns: Mapping[str, int]
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Close:
    """A column that might as well be another field: the next best reading of the whole table says so."""

    column: int
    field: str
    other: str


def assign(claims: Sequence[Claim]) -> Assignment:
    """Return the assignment of greatest weight: a field gets one column at most, a column one field."""
    weights: dict[tuple[int, str], float] = {}
    graph: networkx.Graph[tuple[str, int | str]] = networkx.Graph()
    for claim in claims:
        if claim.weight > LEAST:
            # Of two that are as good, the first.
            weight = weights[claim.column, claim.field] = claim.weight - claim.column * _FIRST
            graph.add_edge(("column", claim.column), ("field", claim.field), weight=weight)
    chosen: dict[str, int] = {}
    for one, other in networkx.max_weight_matching(graph):
        column, field = (one, other) if one[0] == "column" else (other, one)
        chosen[field[1]] = column[1]
    return Assignment(chosen, sum(weights[column, field] for field, column in chosen.items()))


def close_calls(claims: Sequence[Claim]) -> list[Close]:
    """Return the columns of the best assignment that are another field in one nearly as good.

    A column that would only be left out is no close call: another says the same, which is told elsewhere.
    """
    best = assign(claims)
    found = []
    for field, column in best.columns.items():
        rivals = [one for one in claims if one.column == column and one.field != field and one.weight > LEAST]
        own = max(one.weight for one in claims if (one.column, one.field) == (column, field))
        if own >= CERTAIN or not rivals:
            continue
        others = assign([one for one in claims if (one.column, one.field) != (column, field)])
        meant = next((name for name, at in others.columns.items() if at == column), "")
        if meant and best.weight - others.weight < MARGIN:
            found.append(Close(column, field, meant))
    return found


def weak_calls(
    claims: Sequence[Claim], columns: Mapping[str, int], is_proved: Callable[[Claim], bool]
) -> list[tuple[Claim, list[str]]]:
    """Return what columns are taken for by a name that is little like one, with what else each may be.

    Not those whose values prove it: a column of e-mail addresses needs no name.
    """
    named: dict[int, float] = {}
    for claim in claims:
        named[claim.column] = max(claim.named, named.get(claim.column, 0.0))
    return [
        (claim, [one.field for one in claims if one.column == claim.column and one.weight > LEAST])
        for claim in claims
        if named[claim.column] < WEAK and columns.get(claim.field) == claim.column and not is_proved(claim)
    ]
