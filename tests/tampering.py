"""Every way to alter a record that a test tries, with what names it: `python -m tests.tampering` (make tampering).

A test of one way is marked `tampering` and tells by `record_property("found", "code, code")` what it was named; a test
of many tells by `record_property("way", ("a byte of a volume", "altered"))`, once for each. The others count by name.
"""

import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent


class _Table:
    """Gathers ways and findings of the tests that passed, by file."""

    def __init__(self) -> None:
        self.ways: dict[str, list[tuple[str, str]]] = defaultdict(list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call" or not report.passed:
            return
        file, _, name = report.nodeid.partition("::")
        told: list[Any] = [value for key, value in report.user_properties if key == "way"]
        found = ", ".join(str(value) for key, value in report.user_properties if key == "found")
        name = name.removeprefix("test_").replace("each_is_found_and_named", "")
        self.ways[file] += [(str(way), str(codes)) for way, codes in told] if told else [(_plain(name), found)]


def _plain(name: str) -> str:
    """`test_a_seal[case]` in words."""
    return name.replace("[", " ").replace("]", "").replace("_", " ").strip()


def main() -> int:
    """Run the marked tests, print the table, return pytest's exit status."""
    table = _Table()
    status = pytest.main(["-m", "tampering", "--no-header", *sys.argv[1:]], plugins=[table])
    for file, ways in sorted(table.ways.items()):
        print(f"\n{file}: {len(ways)}")
        print("\n".join(f"    {way:70} {codes}".rstrip() for way, codes in ways))
    print(f"\n{sum(map(len, table.ways.values()))} ways to alter a record, each found")
    return int(status)


if __name__ == "__main__":
    sys.exit(main())
