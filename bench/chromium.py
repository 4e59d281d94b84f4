"""Chromium and the driver that leads it: where they are, how they are started, and what they lack on this machine.

`python -m bench.chromium` prints the libraries that the driver is linked with and does not find, one a line.
"""

import shutil
import subprocess
from pathlib import Path

import playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WITH_WINDOWS = ("chromium", "chromium-browser")
# The same engine at a third of the cost: for tests, not for what is measured.
WITHOUT_WINDOWS = "chromium-headless-shell"


def find(*names: str) -> str | None:
    """Return the path of the first of the named programs that is installed, None where none is."""
    return next(filter(None, map(shutil.which, names)), None)


def missing_libraries() -> list[str]:
    """Return the shared libraries that the driver's Node needs and the system has not."""
    node = Path(playwright.__file__).parent / "driver" / "node"
    told = subprocess.run(["ldd", str(node)], capture_output=True, text=True, check=True).stdout  # noqa: S603, S607
    return [line.split()[0] for line in told.splitlines() if line.endswith("not found")]


def trouble(path: str | None) -> str:
    """Return in one line what stands in the way of a browser at `path`, "" where nothing does."""
    if path is None:
        return "Chromium is not installed: bash scripts/system.sh chromium"
    if missing := missing_libraries():
        return f"The browser driver cannot start without {', '.join(missing)}: bash scripts/system.sh driver"
    return ""


if __name__ == "__main__":
    for library in missing_libraries():
        print(library)
