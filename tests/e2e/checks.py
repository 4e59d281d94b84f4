"""What holds on every page, said as findings: an empty list is a page in order."""

import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request, Response

from letopis import web

_AXE = Axe().axe_script
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Narrow to wide: a phone, a school's screen at 200 %, the same at 100 %.
WIDTHS = (360, 683, 1366)


def equip(page: Page) -> Page:
    """Bring axe along to every address the page will go to: cheaper than handing it over at each."""
    page.add_init_script(_AXE)
    return page


def accessibility(page: Page) -> list[str]:
    """Everything axe finds in light colours, and what contrast lacks in dark ones."""
    page.wait_for_load_state("load")
    # Colours that fade over would be measured half way.
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    found = _axe(page, {"runOnly": RULES})
    page.emulate_media(color_scheme="dark")
    return found + [f"dark: {one}" for one in _axe(page, {"runOnly": {"type": "rule", "values": ["color-contrast"]}})]


def accessibility_in_dark(page: Page) -> list[str]:
    """Everything axe finds in dark colours."""
    page.emulate_media(color_scheme="dark")
    return [f"dark: {one}" for one in _axe(page, {"runOnly": RULES})]


def _axe(page: Page, options: dict[str, object]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)
    options = {"resultTypes": ["violations"], "selectors": False, **options}
    # The whole answer, all that was in order too, would be brought over for nothing.
    found = page.evaluate("async (options) => (await axe.run(document, options)).violations", options)
    return [
        f"{one['id']}: {node['html'][:160]} ({' '.join(node['failureSummary'].split())[:240]})"
        for one in found
        for node in one["nodes"][:3]
    ]


def links(page: Page) -> list[str]:
    """A link with text around it is told by more than its colour. axe passes over links that stand as a block."""
    return [f"link told by colour alone: {one}" for one in page.evaluate(_BY_COLOUR)]


_BY_COLOUR = """() => [...document.querySelectorAll('main :is(p, li, td, dd) a')].filter((link) => {
  const block = link.closest('p, li, td, dd'), style = getComputedStyle(link);
  if (!link.checkVisibility() || style.textDecorationLine.includes('underline')) return false;
  if (/grid|flex/.test(getComputedStyle(link.parentElement).display)) return false;
  const around = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  for (let text = around.nextNode(); text; text = around.nextNode()) {
    const beside = text.parentElement.closest('p, li, td, dd') === block && !text.parentElement.closest('a, button');
    if (beside && /[\\p{L}\\d]/u.test(text.data) && !text.parentElement.closest('.hidden-visually')) {
      return style.fontWeight === getComputedStyle(text.parentElement).fontWeight;
    }
  }
  return false;
}).slice(0, 3).map((link) => link.outerHTML.slice(0, 160))"""


def chosen(page: Page) -> list[str]:
    """What is chosen in a row of tabs or years stands in sight, however far the row scrolls sideways."""
    return [f"chosen and out of sight: {one}" for one in page.evaluate(_OUT_OF_SIGHT)]


_OUT_OF_SIGHT = """() => [...document.querySelectorAll(':is(.tabs, .switch) > [aria-current]')].filter((one) => {
  const row = one.parentElement.getBoundingClientRect(), box = one.getBoundingClientRect();
  return one.checkVisibility() && (box.left < row.left - 1 || box.right > row.right + 1);
}).map((one) => one.textContent.trim())"""


def widths(page: Page) -> list[str]:
    """Nothing makes the page scroll sideways, at any of WIDTHS."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 768})
        found += fits(page)
    return found


def fits(page: Page) -> list[str]:
    """Nothing makes the page scroll sideways at the width it has, once its styles are there."""
    page.wait_for_load_state("load")
    width, needed = page.evaluate("[innerWidth, document.documentElement.scrollWidth]")
    if needed <= width:
        return []
    return [f"scrolls sideways at {width} px: {page.evaluate(_STICKING_OUT)}"]


# The innermost elements whose right edge is beyond the window and that no scrolling box holds.
_STICKING_OUT = """() => [...document.body.querySelectorAll('*')].filter(e => {
  if (!e.checkVisibility() || e.getBoundingClientRect().right <= innerWidth + 1) return false;
  for (let p = e; p && p !== document.body; p = p.parentElement) {
    if (getComputedStyle(p).overflowX !== 'visible' && p !== e) return false;
  }
  return true;
}).slice(-3).map(e => e.outerHTML.slice(0, 120)).join(' | ')"""


def head(page: Page) -> list[str]:
    """One heading of the first rank, a language, a title that says the page and the product."""
    found = []
    headings, language, title = page.evaluate(
        "[document.querySelectorAll('h1').length, document.documentElement.lang, document.title]"
    )
    if headings != 1:
        found.append(f"{headings} h1")
    if language != "ru":
        found.append("no lang")
    if not title.endswith("Летопись") or len(title) < len("А — Летопись"):
        found.append(f"title «{title}»")
    return found


def motion(page: Page) -> list[str]:
    """Nothing moves where less motion is asked for (the page must have been opened so)."""
    running = page.evaluate(
        "document.getAnimations().filter(a => a.playState === 'running').map(a => a.effect.target.outerHTML)"
    )
    return [f"moves: {one[:80]}" for one in running]


def styled(page: Page) -> list[str]:
    """A class that a sheet of the product speaks of is spoken of by a sheet of this very page."""
    return [f"class «{one}» has its style in a sheet that is not here" for one in page.evaluate(_UNSTYLED, _STYLED)]


_CSS = "\n".join(sheet.read_text() for sheet in sorted(Path(web.__file__).parent.rglob("static/**/*.css")))
_STYLED = sorted(
    set(re.findall(r"\.([a-zA-Z_][\w-]*)", re.sub(r'/\*.*?\*/|"[^"]*"|url\([^)]*\)', "", _CSS, flags=re.S)))
)
_UNSTYLED = """(styled) => {
  const here = new Set(), known = new Set(styled);
  const read = (rules) => { for (const rule of rules) {
    for (const [, name] of (rule.selectorText ?? '').matchAll(/\\.([a-zA-Z_][\\w-]*)/g)) here.add(name);
    if (rule.cssRules) read(rule.cssRules);
  } };
  for (const sheet of document.styleSheets) read(sheet.cssRules);
  const used = new Set([...document.querySelectorAll('[class]')].flatMap((one) => [...one.classList]));
  return [...used].filter((name) => known.has(name) && !here.has(name));
}"""


class Watch:
    """Keeps what a page complains of: script errors, the console (policy of content included), failed requests.

    `status`: what the server answered to the last address gone to.
    """

    def __init__(self, page: Page) -> None:
        self._found: list[str] = []
        self.status = 200
        page.on("pageerror", lambda error: self._found.append(f"script: {error}"))
        page.on("console", self._said)
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def take(self) -> list[str]:
        """Return what was found since the last time."""
        found, self._found = self._found, []
        return found

    def _said(self, message: ConsoleMessage) -> None:
        # The answer of the page itself is checked by whoever opened it; of other requests, in _answered.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self._found.append(f"console: {message.text[:200]}")

    def _failed(self, request: Request) -> None:
        # Leaving a page breaks off what it was asking for.
        if request.failure != "net::ERR_ABORTED":
            self._found.append(f"request: {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.status = response.status
        elif response.status >= 400:
            self._found.append(f"request: {response.url} {response.status}")
