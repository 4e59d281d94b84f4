"""Who writes in the journal and who closes a period of it take turns: after a closing no entry comes (А3.2.2).

A closing waits for the entries that are being written, whoever begins to write meanwhile waits for the closing and
reads that it is closed. Many write at once, one closes alone. A statement of PostgreSQL sees what was committed before
it began, so a turn is taken before the period is read. On SQLite there is one writer at a time.
"""

from letopis.kernel.locks import share_turn, take_turn


def write_in_turn(school_id: int) -> None:
    """Keep periods as they are until the transaction ends: for what writes where a closed period forbids it.

    One statement on PostgreSQL, none on SQLite.
    """
    share_turn(_name(school_id))


def close_in_turn(school_id: int) -> None:
    """Wait for everything that is being written, and keep further writers waiting until the transaction ends."""
    take_turn(_name(school_id))


def _name(school_id: int) -> str:
    return f"periods of school {school_id}"
