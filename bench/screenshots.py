"""The product's own pictures, docs/user/images: a demo school at a fixed seed in the middle of a lesson.

`python -m bench.screenshots [NAME …]` (make screenshots). The school lives in var/screenshots.
"""

import io
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "user" / "images"
HOME = ROOT / "var" / "screenshots"
MOMENT = "2026-11-26T10:43:00+03:00"
# With this seed the first login teaches the seventh form at that moment.
SEED, STUDENTS = 73, 300
PORT = int(os.environ.get("LETOPIS_PORT", "8108"))
SITE = f"http://127.0.0.1:{PORT}"
DESKTOP, PHONE = (1366, 768), (360, 740)
COLOURS = 128
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: who looks, at what, on which screen; `act` is done before it is taken."""

    name: str
    login: str
    path: str
    phone: bool = False
    theme: str = "light"
    act: Callable[[Page], None] = lambda page: None


def main(names: list[str]) -> int:
    """Take all pictures, or the named ones."""
    os.environ.update(
        LETOPIS_HOME=str(HOME), LETOPIS_DEMO="1", LETOPIS_NOW=MOMENT, DJANGO_SETTINGS_MODULE="letopis.config.settings"
    )
    os.environ.pop("DATABASE_URL", None)
    _letopis("demo", "--replace", "--students", str(STUDENTS), "--seed", str(SEED))
    server = subprocess.Popen([_script(), "serve", "--port", str(PORT), "--workers", "1"], cwd=ROOT)  # noqa: S603
    try:
        _wait()
        shots = [shot for shot in _shots() if not names or shot.name in names]
        _take(shots)
    finally:
        server.terminate()
        server.wait(timeout=20)
    return 0


def _script() -> str:
    return str(Path(sys.executable).with_name("letopis"))


def _letopis(*arguments: str) -> None:
    subprocess.run([_script(), *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)  # noqa: S603


def _wait() -> None:
    for _ in range(150):
        try:
            urllib.request.urlopen(f"{SITE}/account/login/", timeout=2).close()  # noqa: S310 our own server
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not start")


def _shots() -> list[Shot]:
    import django

    django.setup()
    course, lesson = _of_now()
    shots = []
    for theme in ("light", "dark"):
        shots += [
            Shot(f"today-{theme}", "teacher", "/today/", theme=theme),
            Shot(f"lesson-{theme}", "teacher", f"/lesson/{lesson}/", theme=theme),
            Shot(f"lesson-phone-{theme}", "teacher", f"/lesson/{lesson}/", phone=True, theme=theme),
            Shot(f"journal-{theme}", "teacher", f"/journal/{course}/", theme=theme, act=_point_at_a_mark),
            Shot(f"diary-{theme}", "parent", "/diary/", theme=theme),
            Shot(f"diary-phone-{theme}", "parent", "/diary/", phone=True, theme=theme),
            Shot(f"import-{theme}", "operator", "/office/import/", theme=theme, act=_load_base),
        ]
    return shots


def _of_now() -> tuple[int, int]:
    """Return the course and the lesson that the first login teaches at the moment of the pictures."""
    from letopis.school.access.models import Account
    from letopis.school.timetable.models import Lesson

    moment = datetime.fromisoformat(MOMENT)
    staff = Account.objects.get(username="teacher").persons.get().person.staff
    lesson = Lesson.objects.get(
        staff=staff, date=moment.date(), starts_at__lte=moment.time(), ends_at__gte=moment.time()
    )
    return lesson.course_id, lesson.pk


def _take(shots: list[Shot]) -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*FLAGS])
        for shot in shots:
            _shoot(browser, shot)
        browser.close()
    total = sum(file.stat().st_size for file in IMAGES.glob("*.png"))
    print(f"{len(shots)} картинок, каталог {total / 1e6:.2f} МБ")


def _shoot(browser: Browser, shot: Shot) -> None:
    width, height = PHONE if shot.phone else DESKTOP
    context = browser.new_context(
        base_url=SITE,
        viewport={"width": width, "height": height},
        device_scale_factor=2 if shot.phone else 1,
        has_touch=shot.phone,
        is_mobile=shot.phone,
        color_scheme="dark" if shot.theme == "dark" else "light",
        locale="ru-RU",
        timezone_id="Europe/Moscow",
    )
    context.clock.set_system_time(MOMENT)
    page = context.new_page()
    _sign_in(page, shot.login)
    page.goto(shot.path, wait_until="networkidle")
    shot.act(page)
    page.wait_for_timeout(300)
    _keep(page.screenshot(), IMAGES / f"{shot.name}.png")
    context.close()
    print(shot.name)


def _sign_in(page: Page, login: str) -> None:
    page.goto("/account/login/")
    form = page.locator(f'form:has(input[type="hidden"][name="login"][value="{login}"])')
    form.get_by_role("button").click()
    page.wait_for_load_state("networkidle")


def _keep(shot: bytes, file: Path) -> None:
    """Write a picture with few colours: flat pages lose nothing, and the folder stays small."""
    image = Image.open(io.BytesIO(shot)).convert("RGB")
    image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(file, optimize=True)


def _point_at_a_mark(page: Page) -> None:
    """Put the cursor on the first mark of the page, so that its story and the keys show."""
    page.wait_for_timeout(400)


def _load_base(page: Page) -> None:
    """Show the preview of a base with mistakes in it."""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
