"""What hands do in the journal's grid, and what eyes see there."""

from playwright.sync_api import Locator, Page, expect

from letopis.school.marks.models import Mark
from tests.e2e.waiting import PATIENCE, answered
from tests.school.journal.scene import Scene

SAVED = "Всё сохранено"


def address(s: Scene) -> str:
    return f"/journal/{s.course.pk}/"


def opened(page: Page) -> Page:
    page.wait_for_selector("journal-grid[data-ready=yes] [data-whole]")
    page.locator(".journal .selected").focus()
    return page


# A student's row, whatever stands in it.
ROWS = ".names [role=rowgroup].rows [role=row]"
# Where Russian letters stand: Playwright's keyboard is a Latin one.
CODES = {"н": "KeyY", "б": "Comma", "о": "KeyJ", "у": "KeyE", "к": "KeyR", "ф": "KeyA"}


def press(page: Page, *keys: str) -> None:
    """Press keys one after another; Russian letters as a Russian layout sends them."""
    for key in keys:
        if key.lower() not in CODES:
            page.keyboard.press(key)
            continue
        session = page.context.new_cdp_session(page)
        event = {"key": key, "code": CODES[key.lower()], "text": key}
        session.send("Input.dispatchKeyEvent", {"type": "keyDown", **event})
        session.send("Input.dispatchKeyEvent", {"type": "keyUp", **event})
        session.detach()


def cell(page: Page, row: int, column: int = 1) -> Locator:
    """A cell by row and column of works: 0 last week's lesson, 1 today's, 2 tomorrow's."""
    return page.locator(f".journal .line[id^='line-{row}-'] > *").nth(column)


def texts(page: Page, column: int = 1) -> list[str]:
    return [cell(page, row, column).inner_text() for row in range(page.locator(ROWS).count())]


def saved(page: Page, timeout: float = PATIENCE) -> None:
    answered(page, timeout)
    expect(page.locator("[data-status]")).to_contain_text(SAVED)


def marks(s: Scene) -> dict[int, tuple[str, str, str]]:
    """Marks of today by the student's place in the class."""
    place = {student.pk: row for row, student in enumerate(s.students)}
    rows = Mark.objects.filter(work=s.work).exclude(value="", comment="")
    return {place[pk]: rest for pk, *rest in rows.values_list("student_id", "value", "second", "comment")}  # type: ignore[misc]


def paste(page: Page, text: str, **flavours: str) -> None:
    """Paste `text`, and what else the other program has put beside it: html="<table>…"."""
    page.evaluate(
        """flavours => {
          const clipboardData = new DataTransfer();
          for (const [type, text] of flavours) clipboardData.setData(type, text);
          const event = new ClipboardEvent('paste', {clipboardData, bubbles: true, cancelable: true});
          document.activeElement.dispatchEvent(event);
        }""",
        [["text/plain", text], *(["text/" + name, other] for name, other in flavours.items())],
    )


def copied(page: Page) -> str:
    return str(
        page.evaluate(
            """() => {
              const clipboardData = new DataTransfer();
              const event = new ClipboardEvent('copy', {clipboardData, bubbles: true, cancelable: true});
              document.activeElement.dispatchEvent(event);
              return clipboardData.getData('text/plain');
            }"""
        )
    )
