"""A page that nothing watches.

Playwright follows every request of its own pages, and that costs a page that is being loaded a tenth of its time.
This one is driven through the browser's session, by the few messages that it is sent.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, CDPSession

from bench.scenarios import MeasureError

# Seconds to wait for anything at most, and between two looks whether it is there.
PATIENCE, LOOK = 30, 0.02


class BarePage:
    """A page of its own browser context, over DevTools alone."""

    def __init__(self, devtools: CDPSession, target: str) -> None:
        self._devtools = devtools
        self._answers: dict[int, dict[str, Any]] = {}
        self._last = 0
        devtools.on("Target.receivedMessageFromTarget", self._take)
        # Not flattened: the messages come through the browser's session, the one Playwright gives.
        attached = devtools.send("Target.attachToTarget", {"targetId": target, "flatten": False})
        self._session: str = attached["sessionId"]

    def _take(self, event: dict[str, Any]) -> None:
        message = json.loads(event["message"])
        if "id" in message:
            self._answers[message["id"]] = message

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Call a method of DevTools and return its result. Raises MeasureError where it fails or does not answer."""
        self._last += 1
        message = json.dumps({"id": self._last, "method": method, "params": params})
        self._devtools.send("Target.sendMessageToTarget", {"sessionId": self._session, "message": message})
        until = time.monotonic() + PATIENCE
        while self._last not in self._answers:
            if time.monotonic() > until:
                raise MeasureError(f"{method}: no answer after {PATIENCE} s")
            time.sleep(LOOK)
            # What has come is handed out while something is asked: of the browser, the page is left alone.
            self._devtools.send("Browser.getVersion")
        answer = self._answers.pop(self._last)
        if "error" in answer:
            raise MeasureError(f"{method}: {answer['error']}")
        result: dict[str, Any] = answer["result"]
        return result

    def evaluate(self, expression: str) -> Any:
        """Return the value of an expression in the page; None where it has none or fails."""
        return self.send("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def press(self, digit: str, held: float) -> None:
        """Type a digit, its key held for that many seconds."""
        key = {"key": digit, "code": f"Digit{digit}", "windowsVirtualKeyCode": ord(digit)}
        self.send("Input.dispatchKeyEvent", type="keyDown", text=digit, **key)
        time.sleep(held)
        self.send("Input.dispatchKeyEvent", type="keyUp", **key)


@contextmanager
def bare_page(
    browser: Browser, *, site: str, cookies: dict[str, str], width: int, height: int, script: str
) -> Iterator[BarePage]:
    """Open an empty page of that size (pixels) in a context of its own, `script` put into whatever it goes to."""
    devtools = browser.new_browser_cdp_session()
    context = devtools.send("Target.createBrowserContext")["browserContextId"]
    try:
        kept = [{"name": name, "value": value, "url": site} for name, value in cookies.items()]
        devtools.send("Storage.setCookies", {"browserContextId": context, "cookies": kept})
        target = devtools.send("Target.createTarget", {"url": "about:blank", "browserContextId": context})["targetId"]
        page = BarePage(devtools, target)
        page.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        page.send("Emulation.setLocaleOverride", locale="ru-RU")
        page.send("Emulation.setTimezoneOverride", timezoneId="Europe/Moscow")
        page.send("Page.enable")
        page.send("Page.addScriptToEvaluateOnNewDocument", source=script)
        yield page
    finally:
        devtools.send("Target.disposeBrowserContext", {"browserContextId": context})
        devtools.detach()
