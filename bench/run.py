"""One run of the benchmark: the school, each row beside its floor and over HTTP, the weight of the journal page."""

import http.client
import os
import sys
from collections.abc import Collection
from dataclasses import replace
from urllib.parse import urlsplit

import brotli  # type: ignore[import-untyped]
from django.db import connection
from django.test import Client
from django.test.utils import override_settings

from bench import browser, budgets, chromium, measure, school, serving
from bench.report import Result, Row, Seen, Weighed
from bench.scenarios import EMPTY, Ask, MeasureError, Scenario, scenarios
from bench.weight import weigh
from letopis.demo.building import reporter
from letopis.kernel.collector import steady


def run(
    *,
    students: int,
    rounds: int,
    show_sql: bool = False,
    with_browser: bool = True,
    only: Collection[str] = (),
    keeps: bool = False,
) -> Result:
    """Measure a school of `students`, built anew unless one is there and `keeps` says to take it.

    `only` names the rows that are measured, by default all.

    Raises MeasureError where the server does not do what is asked, or Chromium is wanted and is not there.
    """
    if with_browser and (trouble := chromium.trouble(chromium.find(*chromium.WITH_WINDOWS))):
        raise MeasureError(f"{trouble}, or leave the browser out: --no-browser")
    limits = chosen(budgets.read(), only)
    before = os.getloadavg()[0]
    school.freeze()
    subject = (school.kept() if keeps else None) or school.build(students, reporter())
    # What building left behind is no part of a server's life: the collector need not walk it with every request.
    steady()
    result = measure_school(subject, rounds=rounds, show_sql=show_sql, limits=limits)
    seen = _seen(subject, limits) if with_browser else None
    load = f"Нагрузка машины: {before:.1f} до, {os.getloadavg()[0]:.1f} после, процессоров {os.cpu_count()}"
    return replace(result, browser=seen, load=load)


def chosen(limits: budgets.Budgets, only: Collection[str]) -> budgets.Budgets:
    """Return the budgets of the rows named; of all where none is. Raises MeasureError for a row that there is not."""
    if unknown := set(only) - {budget.key for budget in limits.rows}:
        known = ", ".join(budget.key for budget in limits.rows)
        raise MeasureError(f"--only: no such row: {', '.join(sorted(unknown))}; there are {known}")
    return replace(limits, rows=tuple(budget for budget in limits.rows if not only or budget.key in only))


@override_settings(ROOT_URLCONF="bench.urls")
def measure_school(
    subject: school.Subject, *, rounds: int, limits: budgets.Budgets, show_sql: bool = False, is_whole: bool = True
) -> Result:
    """Measure the rows of `limits` on what was chosen; not `is_whole`: in process only, and without weighing."""
    asked = {budget.key for budget in limits.rows}
    measured = [scenario for scenario in scenarios(subject) if scenario.key in asked]
    counts = {scenario.key: measure.queries(scenario) for scenario in measured}
    if show_sql:
        _print_sql(counts)
    beside = {budget.key for budget in limits.rows if budget.empties}
    empty = _empty(subject)
    inside = {
        scenario.key: measure.compare(scenario, rounds, empty if scenario.key in beside else None)
        for scenario in measured
    }
    outside = {}
    if is_whole:
        with serving.served() as port:
            outside = {scenario.key: serving.timed(scenario, port, rounds) for scenario in measured}
    rows = [
        Row(
            budget,
            len(counts[budget.key]) if budget.key in counts else None,
            inside.get(budget.key),
            outside.get(budget.key),
        )
        for budget in limits.rows
    ]
    size = f"{len(subject.students)} учеников × {subject.lessons} уроков, по {rounds} замеров"
    return Result(
        rows,
        _weighed(subject, limits) if is_whole and "journal" in asked else None,
        f"{size}, {connection.display_name}",
    )


def _empty(subject: school.Subject) -> Scenario:
    return next(scenario for scenario in scenarios(subject) if scenario.key == EMPTY)


def _weighed(subject: school.Subject, limits: budgets.Budgets) -> Weighed | None:
    page = next((scenario for scenario in scenarios(subject) if scenario.key == "journal"), None)
    if page is None:
        return None
    # As it opens by itself: the bundle with marks of periods comes with the last days of one.
    path = urlsplit(next(page.asks).path).path
    html = measure.page(page).send(Ask(path)).body.decode()
    return Weighed(limits.weight, weigh(path, html, _fetch))


def _seen(subject: school.Subject, limits: budgets.Budgets) -> list[Seen]:
    found = {scenario.key: scenario for scenario in scenarios(subject)}
    page = found["journal"]
    pages = browser.Pages(
        # At a lesson that has been held: the page opens where a mark can be put.
        term=f"{next(page.asks).path}&lesson={subject.lesson_id}",
        year=next(found["year"].asks).path,
        empty=next(found[EMPTY].asks).path,
        cookies=measure.cookies(page.account),
    )
    with serving.served() as port:
        samples = browser.measure(f"http://127.0.0.1:{port}", pages)
    return [Seen(figure, samples[figure.key]) for figure in limits.browser]


def _fetch(address: str) -> tuple[bytes, bytes]:
    """Ask the product for a static file as a browser does."""
    response = Client().get(address, headers={"Accept-Encoding": "br"})
    if response.status_code != http.client.OK:
        raise MeasureError(f"{address}: {response.status_code}")
    sent = b"".join(response) if response.streaming else response.content
    return sent, brotli.decompress(sent) if response.headers.get("Content-Encoding") == "br" else sent


def _print_sql(counts: dict[str, list[str]]) -> None:
    for key, statements in counts.items():
        print(f"— {key}: {len(statements)}", file=sys.stderr)
        for statement in statements:
            print(f"    {statement[:400]}", file=sys.stderr)
