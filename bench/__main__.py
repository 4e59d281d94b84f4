"""`python -m bench`: what `letopis bench` runs, in a home of its own."""

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path


def main() -> int:
    """Measure, print the table, write JSON; 1 where a budget is broken, 2 where it could not be measured."""
    options = _options()
    # A base of its own, whatever school is served from here: it is thrown away and built anew.
    home = Path(os.environ.get("LETOPIS_HOME", "var/bench")).resolve()
    os.environ["LETOPIS_HOME"] = str(home / ("mix" if options.mix else "bench"))
    os.environ["LETOPIS_DEMO"] = "1"
    os.environ.pop("DATABASE_URL", None)
    with _postgres() if options.postgres else contextlib.nullcontext():
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "letopis.config.settings")
        import django

        django.setup()
        from bench.scenarios import MeasureError

        try:
            return _many(options) if options.mix else _measured(options)
        except MeasureError as trouble:
            print(trouble, file=sys.stderr)
            return 2


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="letopis bench", description="Скорость основных страниц против бюджетов")
    parser.add_argument("--json", type=Path, help="записать итог в этот файл")
    parser.add_argument("--students", type=int, help="сколько учеников в школе, обычно 60, с --mix 1000")
    parser.add_argument("--rounds", type=int, default=60, help="сколько раз мерить каждую строку, обычно 60")
    parser.add_argument("--only", default="", help="только эти строки бюджета, через запятую: journal,diary")
    parser.add_argument("--keep", action="store_true", help="взять школу прошлого раза, если она есть")
    parser.add_argument("--postgres", action="store_true", help="мерить на временном PostgreSQL, а не на SQLite")
    parser.add_argument("--show-sql", action="store_true", help="показать запросы каждой строки")
    parser.add_argument("--no-browser", action="store_true", help="не мерить страницу в Chromium")
    parser.add_argument("--mix", action="store_true", help="мерить не страницы, а утро школы: многих сразу")
    parser.add_argument("--seconds", type=float, default=15, help="сколько секунд держать каждую частоту, обычно 15")
    return parser.parse_args()


@contextlib.contextmanager
def _postgres() -> Iterator[None]:
    from tests.postgres import cluster

    with cluster(is_durable=True) as url:
        os.environ["DATABASE_URL"] = url
        yield


def _measured(options: argparse.Namespace) -> int:
    from bench import report, run

    result = run.run(
        students=options.students or 60,
        rounds=options.rounds,
        show_sql=options.show_sql,
        with_browser=not options.no_browser,
        only=[key.strip() for key in options.only.split(",") if key.strip()],
        keeps=options.keep,
    )
    print(report.table(result))
    if options.json:
        report.write(result, options.json)
    return 0 if result.is_kept else 1


def _many(options: argparse.Namespace) -> int:
    from bench import load

    result = load.run(students=options.students or 1000, seconds=options.seconds, keeps=options.keep)
    print(load.table(result))
    if options.json:
        load.write(result, options.json)
    return 0 if result.is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
