"""The console script `letopis`: Django's management commands, with the product's own beside them."""

import os
import sys
import traceback

from letopis.kernel.exits import NOT_DONE


def main() -> None:
    """Run one command: `letopis serve`, `letopis import base FILE`, `letopis verify` …"""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "letopis.config.settings")
    from django.core.management import execute_from_command_line

    _prepare_base(sys.argv[1:])
    try:
        execute_from_command_line(sys.argv)
    except Exception:
        # Of itself it would be 1, as after findings.
        traceback.print_exc()
        sys.exit(NOT_DONE)


def _prepare_base(arguments: list[str]) -> None:
    """Tables first: an empty database gets them, an older one is named with what to do."""
    import django

    from letopis.kernel import tables
    from letopis.kernel.errors import Refused

    command = arguments[0] if arguments else ""
    is_offline = tuple(arguments[:2]) in tables.OFFLINE
    if command not in tables.NEEDING or is_offline or {"-h", "--help"} & set(arguments):
        return
    django.setup()
    _close_home()
    try:
        if tables.prepare(command):
            print("Таблицы базы созданы.", file=sys.stderr)
    except Refused as refusal:
        print(refusal.message, file=sys.stderr)
        sys.exit(NOT_DONE)


def _close_home() -> None:
    """Personal data is its owner's alone; what was open to other users of the machine is named."""
    from django.conf import settings

    from letopis.kernel.home import close_to_others

    closed, left = close_to_others(settings.LETOPIS_HOME)
    if closed:
        names = ", ".join(map(str, closed))
        print(f"Было открыто другим пользователям этого компьютера, закрыто: {names}", file=sys.stderr)
    if left:
        names = " ".join(map(str, left))
        print(f"Открыто другим пользователям этого компьютера: {names}. Закройте: chmod go= {names}", file=sys.stderr)


if __name__ == "__main__":
    main()
