"""The journal page in Chromium: how soon it takes a key, paints it, saves it, and whether it scrolls without a hitch.

Each figure is measured several times and summed up by its median (the longest task: by the worst). `probe.js` is what
listens inside the page; docs/developer/performance.md says what each figure is.
"""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, ViewportSize, sync_playwright

from bench import chromium
from bench.bare import PATIENCE, BarePage, bare_page
from bench.scenarios import MeasureError

# The columns out of sight are drawn while no key comes: measured is the page with all of them.
WHOLE = "document.querySelector('.journal-scroll').dataset.whole === 'yes'"
# On a page without a grid: one element in focus that shows the last key.
ONE_CHARACTER = """() => {
  const cell = document.createElement("div");
  cell.tabIndex = 0;
  document.querySelector("main").append(cell);
  cell.focus();
  addEventListener("keydown", ({ key }) => { cell.textContent = key; });
}"""
PROBE = Path(__file__).with_name("probe.js")
SCREEN: ViewportSize = {"width": 1366, "height": 768}
SLOWED = 4
HARDLY_SLOWED = 1.5
FRAME = 1000 / 60
LOADS, TYPINGS, RUNS = 7, 5, 3
KEYS = 60
SAVES = 20
# Seconds that a page is left alone for.
QUIET = 1.5
# Milliseconds between two keys: six marks a second, never in step with the frames.
PACE = (130, 151, 171)
# Milliseconds a finger holds a key: one let go at once would do so in the middle of the frame that shows its mark.
HELD = 80
SCROLL, SPEED = 4500, 1800


@dataclass(frozen=True, slots=True)
class Pages:
    """What is opened: the term page and the year's grid, with the teacher's cookies."""

    term: str
    year: str
    empty: str
    cookies: dict[str, str]


@dataclass(frozen=True, slots=True)
class Samples:
    """A figure measured several times; `note` says what stands beside it."""

    values: tuple[float, ...]
    is_worst: bool = False
    note: str = ""

    @property
    def figure(self) -> float:
        """The median, or the worst."""
        return max(self.values) if self.is_worst else median(self.values)


@dataclass(slots=True)
class Typed:
    """Keys of one run of typing, in milliseconds, and the tasks over 50 ms meanwhile."""

    costs: list[float] = field(default_factory=list)
    wholes: list[float] = field(default_factory=list)
    longest: float = 0.0


def measure(site: str, pages: Pages) -> dict[str, Samples]:
    """Measure every figure of the page at `site`, by the keys of the budgets. Raises MeasureError."""
    path = chromium.find(*chromium.WITH_WINDOWS)
    if trouble := chromium.trouble(path):
        raise MeasureError(trouble)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=[*chromium.FLAGS], env={**os.environ, "LANGUAGE": "ru"}
        )
        try:
            visit = _Visitor(browser, site, pages)
            # In turn, so that what is compared has the same minutes.
            typed = [(visit.type_slowed(turn), visit.type_idle()) for turn in range(TYPINGS)]
            return {
                "usable_term": visit.loads(pages.term),
                "usable_year": visit.loads(pages.year),
                "paint": _painted(typed),
                "long_task": Samples(tuple(run.longest for run, _ in typed), is_worst=True),
                "saved": visit.saves(),
                "scroll": visit.scrolls(),
            }
        finally:
            browser.close()


class _Visitor:
    """Opens pages of the site, each time in a browser that has never been there."""

    def __init__(self, browser: Browser, site: str, pages: Pages) -> None:
        self.browser, self.site, self.pages = browser, site, pages

    @contextmanager
    def _open(self, path: str, slowed: int) -> Iterator[tuple[Page, CDPSession]]:
        context = self.browser.new_context(
            base_url=self.site, viewport=SCREEN, locale="ru-RU", timezone_id="Europe/Moscow"
        )
        try:
            self._sign_in(context)
            page = context.new_page()
            devtools = context.new_cdp_session(page)
            devtools.send("Emulation.setCPUThrottlingRate", {"rate": slowed})
            page.goto(path)
            yield page, devtools
        finally:
            context.close()

    def _sign_in(self, context: BrowserContext) -> None:
        context.set_default_timeout(30_000)
        context.add_init_script(path=PROBE)
        context.add_cookies(
            [{"name": name, "value": value, "url": self.site} for name, value in self.pages.cookies.items()]
        )

    @contextmanager
    def _grid(self, path: str, slowed: int = SLOWED) -> Iterator[tuple[Page, CDPSession]]:
        with self._open(path, slowed) as (page, devtools):
            _wait(page, "benchProbe.ready")
            _check_focus(page.evaluate("benchProbe.ready"), path)
            yield page, devtools

    def loads(self, path: str) -> Samples:
        """From navigation to a painted page whose first cell takes a key, which is then tried."""
        return Samples(tuple(self._load(path) for _ in range(LOADS)))

    def _load(self, path: str) -> float:
        script = PROBE.read_text()
        with bare_page(self.browser, site=self.site, cookies=self.pages.cookies, script=script, **SCREEN) as page:
            page.send("Emulation.setCPUThrottlingRate", rate=SLOWED)
            page.send("Page.navigate", url=f"{self.site}{path}")
            ready = _when_ready(page, path)
            page.press("4", HELD / 1000)
            time.sleep(QUIET)
            _check_shown("4", page.evaluate("benchProbe.keys.at(-1)?.shown ?? ''"))
            return ready

    def type_slowed(self, turn: int) -> Typed:
        """Type two columns of marks, other ones each `turn`: a mark that is there already changes nothing."""
        run = Typed()
        with self._grid(self.pages.year) as (page, devtools):
            self._check_slowness(page, devtools)
            _wait(page, WHOLE)
            _settle(page)
            page.evaluate("benchProbe.long = []")
            for number in range(KEYS):
                if number == KEYS // 2:
                    _to_next_column(page)
                key = _press(page, "45"[(number + turn) % 2], PACE[number % len(PACE)])
                run.costs.append(key["handled"] + key["painted"])
                run.wholes.append(key["whole"])
            _settle(page)
            run.longest = max(page.evaluate("benchProbe.long"), default=0.0)
        return run

    def type_idle(self) -> Typed:
        """Type as many keys on an empty page, each changing one character: the least that a key costs here and now."""
        run = Typed()
        with self._open(self.pages.empty, SLOWED) as (page, _):
            page.wait_for_load_state("networkidle")
            page.evaluate(ONE_CHARACTER)
            for number in range(KEYS):
                key = _press(page, "45"[number % 2], PACE[number % len(PACE)])
                run.costs.append(key["handled"] + key["painted"])
        return run

    @staticmethod
    def _check_slowness(page: Page, devtools: CDPSession) -> None:
        page.evaluate("benchProbe.work()")
        slowed = median(page.evaluate("benchProbe.work()") for _ in range(15))
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        plain = median(page.evaluate("benchProbe.work()") for _ in range(15))
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        # Other work on the machine blurs the ratio; without any slowing it is 1.
        if slowed < plain * HARDLY_SLOWED:
            raise MeasureError(f"the processor is slowed {slowed / plain:.1f} times only")

    def saves(self) -> Samples:
        """From a key to «Всё сохранено» in the status line, the processor as it is."""
        with self._grid(self.pages.year, slowed=1) as (page, _):
            _settle(page)
            page.evaluate("benchProbe.watchSaving()")
            for number in range(SAVES):
                _press(page, "54"[number % 2])
                _wait(page, f"benchProbe.saved.length === {number + 1}")
                page.wait_for_timeout(PACE[number % len(PACE)])
            return Samples(tuple(page.evaluate("benchProbe.saved")))

    def scrolls(self) -> Samples:
        """Dropped frames, per cent, while the wheel goes along the grid; beside it the same of an empty page."""
        with self._grid(self.pages.year) as (page, devtools):
            _wait(page, WHOLE)
            _settle(page)
            values = tuple(_scroll(page, devtools, ".journal-scroll") for _ in range(RUNS))
        with self._open(self.pages.empty, SLOWED) as (page, devtools):
            page.wait_for_load_state("networkidle")
            idle = median(_scroll(page, devtools, "body") for _ in range(RUNS))
        return Samples(values, note=f"на пустой странице {idle:.1f} %")


def _when_ready(page: BarePage, path: str) -> float:
    """Milliseconds from navigation to a painted cell that takes keys. Raises MeasureError where none has the focus."""
    until = time.monotonic() + PATIENCE
    ready = None
    while not ready:
        if time.monotonic() > until:
            raise MeasureError(f"{path}: after {PATIENCE} s still not ready")
        # Asked seldom: each question is work for a page that is being loaded.
        time.sleep(QUIET)
        ready = page.evaluate("globalThis.benchProbe?.ready")
    _check_focus(ready, path)
    return float(ready)


def _wait(page: Page, condition: str) -> None:
    """Ask the page until it says yes; Playwright's own waiting needs eval, which the product's policy forbids."""
    until = time.monotonic() + PATIENCE
    while not page.evaluate(condition):
        if time.monotonic() > until:
            raise MeasureError(f"{page.url}: after {PATIENCE} s still not {condition}")
        page.wait_for_timeout(30)


def _press(page: Page, mark: str, pause: int = 0) -> dict[str, Any]:
    """Put a mark into the current cell; return what its key cost. Raises MeasureError where it is not painted."""
    before = page.evaluate("benchProbe.keys.length")
    page.keyboard.press(mark, delay=HELD)
    # Asking the page makes work for it: it is left alone until the mark has been painted, as a rule.
    page.wait_for_timeout(max(0, pause - HELD))
    _wait(page, f"benchProbe.keys.length > {before}")
    key: dict[str, Any] = page.evaluate("benchProbe.keys.at(-1)")
    _check_shown(mark, key["shown"])
    return key


def _check_shown(mark: str, shown: str) -> None:
    if not shown.startswith(mark):
        raise MeasureError(f"«{mark}» was typed, the painted cell shows «{shown}»")


def _check_focus(ready: float, path: str) -> None:
    if ready < 0:
        raise MeasureError(f"{path}: the page is ready and no cell has the focus")


def _to_next_column(page: Page) -> None:
    """To the top of the lesson before."""
    for key in ("ArrowLeft", "Control+ArrowUp"):
        page.keyboard.press(key)
        page.wait_for_timeout(PACE[0])
    # The first row, not the head.
    while page.evaluate("document.activeElement.getAttribute('role')") != "gridcell":
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(PACE[0])


def _settle(page: Page) -> None:
    """Wait until nothing is under way any more: what loads when the page is idle, what is being saved."""
    page.wait_for_load_state("networkidle")
    _wait(page, "document.querySelector('[data-status]').textContent.startsWith('Всё сохранено')")
    page.wait_for_timeout(300)


def _scroll(page: Page, devtools: CDPSession, scroller: str) -> float:
    """Turn the wheel from the left end to the right and return the share of dropped frames, per cent."""
    page.evaluate("(where) => { document.querySelector(where).scrollLeft = 0; }", scroller)
    page.wait_for_timeout(500)
    page.evaluate("benchProbe.countFrames()")
    began = time.monotonic()
    devtools.send(
        "Input.synthesizeScrollGesture",
        {"x": 700, "y": 400, "xDistance": -SCROLL, "speed": SPEED, "gestureSourceType": "mouse"},
    )
    page.evaluate("benchProbe.isCounting = false")
    if time.monotonic() - began < SCROLL / SPEED / 2:
        raise MeasureError("the wheel did not turn")
    if scroller != "body" and not page.evaluate("(where) => document.querySelector(where).scrollLeft > 2000", scroller):
        raise MeasureError("the wheel did not scroll the grid")
    return dropped(page.evaluate("benchProbe.frames"))


def dropped(frames: Sequence[float]) -> float:
    """Return the share of frames that were due and not made, per cent, from when each began (milliseconds)."""
    gaps = [later - earlier for earlier, later in zip(frames, frames[1:], strict=False)]
    missed = sum(max(0, round(gap / FRAME) - 1) for gap in gaps)
    return 100 * missed / (missed + len(gaps))


def _painted(typed: Sequence[tuple[Typed, Typed]]) -> Samples:
    """The 95th percentile of each run, in frames; beside it the same of an empty page, in the same minutes."""
    whole = median(percentile_95(run.wholes) for run, _ in typed)
    least = median(percentile_95(idle.costs) for _, idle in typed) / FRAME
    return Samples(
        tuple(percentile_95(run.costs) / FRAME for run, _ in typed),
        note=f"на пустой странице {least:.2f}; с ожиданием такта экрана {whole:.0f} мс",
    )


def percentile_95(values: Sequence[float]) -> float:
    """Return the 95th percentile."""
    return quantiles(values, n=20, method="inclusive")[-1]
