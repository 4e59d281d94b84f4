"""`python -m tests.dialects [dialects] [first seed] [questions answered]`: loads dialects, prints what came of them."""

import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

TABLES = ("students", "staff", "guardians", "load", "timetable", "bells", "periods", "days off")


def main(count: int, first: int, asked: int) -> None:
    """Print rows by table, the commonest problems and the worst dialects."""
    home = tempfile.mkdtemp(prefix="letopis-dialects-")
    os.environ |= {"LETOPIS_HOME": home, "DJANGO_SETTINGS_MODULE": "letopis.config.settings"}
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.core.management import call_command

    from letopis.kernel.clock import in_zone
    from tests.dialects.measure import Score, measure

    call_command("migrate", verbosity=0)
    whole, worst = Score(), []
    for seed in range(first, first + count):
        with tempfile.TemporaryDirectory() as folder, in_zone("Europe/Moscow"):
            score = measure(seed, Path(folder), asked=asked)
        for name in ("total", "right", "part", "wrong", "silent"):
            getattr(whole, name).update(getattr(score, name))
        whole.problems += score.problems
        whole.asked += score.asked
        whole.planted, whole.told = whole.planted + score.planted, whole.told + score.told
        whole.false += score.false
        whole.causes.update(Counter({cause.partition(": ")[2]: many for cause, many in score.causes.items()}))
        worst.append((score.share, seed, score))
    _print(whole, sorted(worst, key=lambda one: one[:2]), count)


def _print(whole, worst, count) -> None:  # type: ignore[no-untyped-def]
    print(f"{'table':12}{'rows':>8}{'right, %':>10}{'part, %':>10}{'wrong':>8}{'silent':>8}")
    for table in (*TABLES, "all"):
        total, right, part, wrong, silent = (
            one.total() if table == "all" else one[table]
            for one in (whole.total, whole.right, whole.part, whole.wrong, whole.silent)
        )
        of = max(1, total)
        print(f"{table:12}{total:8}{100 * right / of:10.1f}{100 * part / of:10.1f}{wrong:8}{silent:8}")
    good = sum(one[0] >= 0.9 for one in worst)
    print(f"dialects {count}; whole at 90 %: {good}; problems {whole.problems / count:.0f} each; asked {whole.asked}")
    print(f"planted {whole.planted}, told {whole.told}; other errors {dict(whole.false.most_common(8))}")
    print(*(f"{cause} {many}" for cause, many in whole.causes.most_common(12)), sep=", ")
    for share, seed, score in worst[:30]:
        print(f"  {seed}: {100 * share:.0f} % {score.refused[:90]} {score.causes.most_common(3)} {score.examples[:2]}")


if __name__ == "__main__":
    main(*(int(one) for one in [*sys.argv[1:], *("100", "1", "0")[len(sys.argv) - 1 :]]))
