"""The console script `letopis`: Django's management commands, with the product's own beside them."""

import os
import sys


def main() -> None:
    """Run one command: `letopis serve`, `letopis import base FILE`, `letopis verify` …"""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "letopis.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
