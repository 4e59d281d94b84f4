"""The product's own pictures, docs/user/images: a demo school at a fixed seed in the middle of a lesson.

`python -m bench.screenshots [NAME …]` (make screenshots). The school lives in var/screenshots.
"""

import io
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from bench import chromium, sample_base

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "user" / "images"
HOME = ROOT / "var" / "screenshots"
MOMENT = "2026-11-26T10:43:00+03:00"
# With this seed the first login teaches the seventh form at that moment.
SEED, STUDENTS = 92, 300
PORT = int(os.environ.get("LETOPIS_PORT", "8108"))
SITE = f"http://127.0.0.1:{PORT}"
DESKTOP, PHONE = (1366, 768), (360, 740)
COLOURS = 256


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
    if not os.environ.get("KEEP"):
        _letopis("demo", "--replace", "--students", str(STUDENTS), "--seed", str(SEED))
    commands = (("serve", "--port", str(PORT), "--workers", "1"), ("worker",))
    running = [subprocess.Popen([_script(), *command], cwd=ROOT) for command in commands]  # noqa: S603
    try:
        _wait()
        _take([shot for shot in _shots() if not names or shot.name in names])
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(timeout=20)
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
    kinds = [
        Shot("today", "teacher", "/today/"),
        Shot("lesson-phone", "teacher", f"/lesson/{lesson}/", phone=True, act=_take_attendance),
        Shot("lesson", "teacher", f"/lesson/{lesson}/", act=_mark),
        Shot("journal", "teacher", f"/journal/{course}/", act=_tell_story),
        Shot("diary", "parent", "/diary/"),
        Shot("diary-phone", "parent", "/diary/", phone=True),
        Shot("import", "operator", "/office/import/", act=_load_base),
    ]
    return [replace(kind, name=f"{kind.name}-{theme}", theme=theme) for kind in kinds for theme in ("light", "dark")]


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
    path = chromium.find(*chromium.WITH_WINDOWS)
    if trouble := chromium.trouble(path):
        sys.exit(trouble)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=[*chromium.FLAGS, "--lang=ru-RU"], env={**os.environ, "LANGUAGE": "ru"}
        )
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
    image.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(file, optimize=True)


# ── what is done before a picture is taken ────────────────────────────


def _press(page: Page, keys: str) -> None:
    for key in keys.split():
        page.keyboard.press(key)
        page.wait_for_timeout(40)


def _take_attendance(page: Page) -> None:
    """One is missing, one is late; the second time it has been done."""
    pupils = page.locator("[data-pupils] li")
    if page.locator("[data-pupils] .here").count() == pupils.count():
        for place in (2, 8, 8):
            pupils.nth(place).tap()
            page.wait_for_timeout(500)


def _mark(page: Page) -> None:
    """Attendance closed, some marks, one of them corrected, the topic and the homework of the plan."""
    topic = page.get_by_role("button", name="Записать эту тему")
    if topic.count():
        topic.click()
        page.get_by_role("button", name="Из плана: ").click()
        page.locator("[data-pupils] li").first.focus()
        _press(page, "+ Home ArrowDown 4 ArrowUp 5 ArrowDown ArrowDown 4 5 ArrowDown ArrowDown 3 ArrowDown 4 Home")
        page.wait_for_timeout(1500)


def _tell_story(page: Page) -> None:
    """The history of today's second mark, as the grid tells it."""
    page.locator('[role="gridcell"]').first.focus()
    page.evaluate("document.querySelector('[role=gridcell][tabindex=\"0\"]')?.focus()")
    _press(page, "ArrowDown Space")
    page.wait_for_timeout(700)


def _load_base(page: Page) -> None:
    """Show the preview of a base with mistakes in it."""
    file = HOME / "Зачисленные 2026-2027.xlsx"
    sample_base.write(file)
    page.locator('input[type="file"]').set_input_files(file)
    page.get_by_role("button", name="Проверить файл").click()
    page.wait_for_selector("[data-progress]", state="detached", timeout=60_000)
    page.wait_for_load_state("networkidle")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
