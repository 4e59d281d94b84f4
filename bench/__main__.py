"""`python -m bench`: what `letopis bench` runs, in a home of its own."""

import argparse
import os
import sys
from pathlib import Path


def main() -> int:
    """Measure, print the table, write JSON; 1 where a budget is broken, 2 where it could not be measured."""
    parser = argparse.ArgumentParser(prog="letopis bench", description="Скорость основных страниц против бюджетов")
    parser.add_argument("--json", type=Path, help="записать итог в этот файл")
    parser.add_argument("--students", type=int, default=60, help="сколько учеников в школе, обычно 60")
    parser.add_argument("--rounds", type=int, default=60, help="сколько раз мерить каждую строку, обычно 60")
    parser.add_argument("--show-sql", action="store_true", help="показать запросы каждой строки")
    parser.add_argument("--no-browser", action="store_true", help="не мерить страницу в Chromium")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "letopis.config.settings")
    os.environ["LETOPIS_DEMO"] = "1"

    import django

    django.setup()
    from bench import report, run
    from bench.scenarios import MeasureError

    try:
        result = run.run(
            students=options.students,
            rounds=options.rounds,
            show_sql=options.show_sql,
            with_browser=not options.no_browser,
        )
    except MeasureError as trouble:
        print(trouble, file=sys.stderr)
        return 2
    print(report.table(result))
    if options.json:
        report.write(result, options.json)
    return 0 if result.is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
