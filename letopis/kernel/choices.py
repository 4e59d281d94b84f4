"""What a list on a page offers to choose from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """A line of a list: the row's id and the name it is shown by."""

    id: int
    name: str
