"""Prints each row of docs/requirements.md with the tests that name it, then the rows no test names."""

import re
import sys
from pathlib import Path

import pytest

ROW = re.compile(r"^\| ([A-Z]{2,3}-\d\d|[ПДАСТ]\d[\d.]*) \| (.+?) \|")
DOCUMENT = Path(__file__).parent.parent / "docs" / "requirements.md"


class _Collector:
    """Gathers the `req` marks of every collected test."""

    def __init__(self) -> None:
        self.tests: dict[str, list[str]] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            for mark in item.iter_markers("req"):
                for row in mark.args:
                    self.tests.setdefault(row, []).append(item.nodeid)


def main() -> int:
    """Returns 1 where a test names a row that the document does not have."""
    rows = {m[1]: m[2] for line in DOCUMENT.read_text().splitlines() if (m := ROW.match(line))}
    collector = _Collector()
    pytest.main(["--collect-only", "-qqq", "--no-header", "--no-summary"], plugins=[collector])
    for row, what in rows.items():
        tests = sorted({test.split("[")[0] for test in collector.tests.get(row, [])})
        if tests:
            print(f"\n{row}  {what}")
            print("\n".join(f"    {test}" for test in tests))
    print("\nWithout a test yet:")
    print("\n".join(f"{row}  {what}" for row, what in rows.items() if row not in collector.tests))
    unknown = sorted(set(collector.tests) - set(rows))
    if unknown:
        print(f"\nNamed by tests, but not in {DOCUMENT.name}: {', '.join(unknown)}")
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main())
