"""Runs what a change touches: `python -m tests.quick [since]`, for the minutes between two edits.

Changed are the files not yet committed; of a clean tree, those of the last commit; with `since`, all after that commit.
Their tests come first, then those of the modules that import them. No browser, SQLite, two minutes at the most: what
did not fit is named as skipped. The whole suite is `make test`.
"""

import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 110
# Nearly every test imports these: through them everything would depend on everything.
_SHARED = {"tests.factories", "tests.conftest"}


def changed(since: str = "") -> list[Path]:
    """Return the changed files, relative to the root."""
    if since:
        names = _git("diff", "--name-only", since)
    else:
        names = _git("diff", "--name-only", "HEAD") + _git("ls-files", "--others", "--exclude-standard")
        names = names or _git("diff", "--name-only", "HEAD~1", "HEAD")
    return [Path(name) for name in names]


def _git(*arguments: str) -> list[str]:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.split()


def touched(files: Iterable[Path]) -> list[Path]:
    """Return test files and folders to run, the nearest to the change first, each once."""
    graph = grimp.build_graph("letopis", "tests", include_external_packages=False)
    modules = [module for file in files if (module := module_of(file)) in graph.modules]
    importers = [importer for module in modules for importer in sorted(graph.find_modules_that_directly_import(module))]
    near = [*files, *(path_of(module) for module in importers if module not in _SHARED)]
    return list(dict.fromkeys(place for file in near if (place := mirror_of(file))))


def module_of(file: Path) -> str:
    """«letopis.school.people.actions» for a Python file; a name that no module has for another one."""
    return ".".join(file.with_suffix("").parts).removesuffix(".__init__") if file.suffix == ".py" else str(file)


def path_of(module: str) -> Path:
    """The file of a module, or the folder of a package."""
    folder = Path(*module.split("."))
    return folder if (ROOT / folder).is_dir() else folder.with_suffix(".py")


def mirror_of(file: Path) -> Path | None:
    """A test file itself, else the nearest folder of tests/ that mirrors the file's; None outside of both."""
    # Scripts have theirs in one folder, and all of them take seconds.
    if file.suffix == ".js":
        return Path("tests/scripts")
    if file.parts[:1] == ("tests",):
        return file if file.name.startswith("test_") and (ROOT / file).exists() else None
    if file.parts[:1] != ("letopis",):
        return None
    places = (Path("tests", *file.parts[1:count]) for count in range(len(file.parts), 2, -1))
    return next((place for place in places if any((ROOT / place).rglob("test_*.py"))), None)


class WithinTime:
    """Skips what has not begun when the time is over, and says so."""

    def __init__(self, places: list[Path]) -> None:
        self._places = places
        self._end = time.monotonic() + SECONDS

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Put the nearest first."""
        items.sort(key=self._distance)

    def _distance(self, item: pytest.Item) -> int:
        path = item.path.relative_to(ROOT)
        return next((n for n, place in enumerate(self._places) if place in (path, *path.parents)), len(self._places))

    def pytest_runtest_setup(self) -> None:
        """Skip once the time is over."""
        if time.monotonic() > self._end:
            pytest.skip(f"{SECONDS} seconds are over: make test runs it")


def main() -> int:
    """Run pytest on what is touched; returns its exit status, 0 where there is nothing to run."""
    places = touched(changed(*sys.argv[1:2]))
    if not places:
        print("No test belongs to what has changed.")
        return 0
    print("Tests of:", ", ".join(map(str, places)))
    arguments = ["-m", "not e2e", "-rs", "--ignore=tests/e2e", "--ignore=tests/chaos", "--no-header"]
    return int(pytest.main([*map(str, places), *arguments], plugins=[WithinTime(places)]))


if __name__ == "__main__":
    sys.exit(main())
