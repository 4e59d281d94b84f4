"""How a command ends: 0 all is well, 1 there are findings, 2 it could not be done. Scripts rely on it."""

from typing import Any

from django.core.management.base import CommandError

NOT_DONE = 2


class NotDone(CommandError):
    """The command could not do what it was asked for; nothing was changed."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args, returncode=NOT_DONE)
