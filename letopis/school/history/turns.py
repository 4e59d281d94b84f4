"""Who writes and who closes a period or a year take turns: after a closing nothing comes (А3.2.2).

A closing waits for the rows that are being written, of the journal and of the structure of a year; whoever begins to
write meanwhile waits for the closing and reads that it is closed. Many write at once, one closes alone. A statement of
PostgreSQL sees what was committed before it began, so a turn is taken before the period or the year is read, and before
a row is locked that a closing locks. On SQLite there is one writer at a time.
"""

from letopis.kernel.locks import share_turn, take_turn


def write_in_turn(school_id: int) -> None:
    """Keep periods and years as they are until the transaction ends: for what a closed one forbids to write.

    One statement on PostgreSQL, none on SQLite.
    """
    share_turn(_name(school_id))


def close_in_turn(school_id: int) -> None:
    """Wait for everything that is being written, and keep further writers waiting until the transaction ends."""
    take_turn(_name(school_id))


def _name(school_id: int) -> str:
    return f"periods of school {school_id}"
