"""Waiting for what is meant: whoever looks right after a key press looks too early, and not only on slow machines."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

# Milliseconds. A busy machine is slow, not wrong.
PATIENCE = 120_000
# What was typed comes into the queue a frame after the mark is painted.
_ANSWERED = """() => {
  const { session, later } = document.querySelector("journal-grid, lesson-screen");
  return !later?.acts.size && !session.queue.unanswered.length;
}"""


def answered(page: Page, timeout: float = PATIENCE) -> None:
    """Wait until the server has answered all that was typed in the grid or the lesson.

    The line at the foot alone would not do: it comes a frame after the mark, and says what was true before.
    """
    page.wait_for_function(_ANSWERED, timeout=timeout)


def wait_for(happened: Callable[[], object]) -> None:
    """Ask ten times a second; counted, because the tests' clock stands still."""
    for _ in range(PATIENCE // 100):
        if happened():
            return
        time.sleep(0.1)
    pytest.fail("it did not happen")
