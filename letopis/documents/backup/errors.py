"""What may keep a copy from being made or read: each with a code for scripts and Russian words for people."""

from letopis.kernel.errors import Refused


class BackupFault(Refused):
    """It could not be done; `code` says why.

    no_place, no_space, disk, busy, dump_failed: a copy is not made. not_a_copy, other_database, newer_program,
    not_empty, key_needed, wrong_key, restore_failed: it is not put back.
    """


class Damaged(BackupFault):
    """The copy is not what was written; `code`: truncated, altered. A finding, as `letopis restore` counts them."""
