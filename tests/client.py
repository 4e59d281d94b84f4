"""The scripts of the pages as tests need them: without comments, or one module in a page."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page

from letopis.web.shared.screens import WEB, sources
from scripts.client import COMPILER, SPEECH, node


@cache
def texts() -> dict[str, str]:
    """Return each module without its comments, by its name under web/: «teacher/client/journal/grid.js»."""
    with TemporaryDirectory() as folder:
        node(COMPILER, *SPEECH, "--minify-whitespace", *map(str, sources()), f"--outbase={WEB}", f"--outdir={folder}")
        return {path.relative_to(folder).as_posix(): path.read_text() for path in sorted(Path(folder).rglob("*.js"))}


def bring(page: Page, name: str, called: str) -> None:
    """Give a page a module, with what it imports, as `globalThis.<called>`: what needs a browser to be tested in."""
    with TemporaryDirectory() as folder:
        made = Path(folder, "module.js")
        form = ("--bundle", "--format=iife", f"--global-name={called}")
        node(COMPILER, *SPEECH, *form, str(WEB / name), f"--outfile={made}")
        page.evaluate(f"() => {{ {made.read_text()} globalThis.{called} = {called}; }}")
