"""`python -m tests.dialects [dialects] [first seed]`: loads dialects and prints what came of them."""

import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

TABLES = ("students", "staff", "guardians", "load", "timetable", "bells", "periods")


def main(count: int, first: int) -> None:
    """Print right, lost and wrong rows by table, and the worst dialects."""
    home = tempfile.mkdtemp(prefix="letopis-dialects-")
    os.environ |= {"LETOPIS_HOME": home, "DJANGO_SETTINGS_MODULE": "letopis.config.settings"}
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    from letopis.kernel.clock import in_zone
    from tests.dialects.measure import Score, measure

    call_command("migrate", verbosity=0)
    whole, worst = Score(), []
    for seed in range(first, first + count):
        with tempfile.TemporaryDirectory() as folder, transaction.atomic(), in_zone("Europe/Moscow"):
            score = measure(seed, Path(folder))
            transaction.set_rollback(True)
        for name in ("total", "right", "wrong"):
            getattr(whole, name).update(getattr(score, name))
        whole.problems += score.problems
        whole.causes.update(Counter({cause.partition(": ")[2]: many for cause, many in score.causes.items()}))
        share = score.right.total() / max(1, score.total.total())
        worst.append((share, seed, score))
    _print(whole, sorted(worst, key=lambda one: one[:2]), count)


def _print(whole, worst, count) -> None:  # type: ignore[no-untyped-def]
    print(f"{'table':12}{'rows':>8}{'right, %':>10}{'wrong':>8}")
    for table in TABLES:
        share = 100 * whole.right[table] / max(1, whole.total[table])
        print(f"{table:12}{whole.total[table]:8}{share:10.1f}{whole.wrong[table]:8}")
    total = whole.total.total()
    print(f"{'all':12}{total:8}{100 * whole.right.total() / max(1, total):10.1f}{whole.wrong.total():8}")
    good = sum(one[0] >= 0.9 for one in worst)
    print(f"problems a dialect: {whole.problems / count:.0f}; whole at 90 %: {good} of {count}")
    for share, seed, score in worst[:40]:
        print(f"  {seed}: {100 * share:.0f} % {score.refused[:90]} {score.causes.most_common(3)} {score.examples[:2]}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100, int(sys.argv[2]) if len(sys.argv) > 2 else 1)
