"""The run itself: `python -m tests.chaos.run [--seconds N] [--clients N] [--seed S]`, on SQLite and on PostgreSQL."""

import argparse
import contextlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.chaos.client import Answered, Computer, Someone
from tests.chaos.proxy import BadNetwork
from tests.chaos.server import Server
from tests.postgres import cluster


@dataclass(frozen=True)
class Outcome:
    """What happened and what was found wrong; `faults` empty: the journal kept its word."""

    applied: int
    answered: int
    requests: int
    kills: int
    cuts: int
    repeats: int
    events: dict[str, int]
    faults: list[str]

    @property
    def was_chaos(self) -> bool:
        """Operations went through, the server died, the network failed, people came and went, sessions ended."""
        return self.applied > 20 and self.kills >= 2 and bool(self.cuts and self.repeats and self.events)


def chaos(
    database_url: str | None, home: str, *, seconds: float, clients: int, seed: int, patience: float = 0
) -> Outcome:
    """Run the chaos on an empty base for `seconds`; `database_url` None: SQLite in `home`.

    A busy machine gets little done in a few seconds: it goes on for `patience` more, until it was chaos.
    """
    environment = {**os.environ, "LETOPIS_HOME": home, "LETOPIS_HOSTS": "127.0.0.1"}
    environment.pop("DATABASE_URL", None)
    if database_url:
        environment["DATABASE_URL"] = database_url
    ids = _base(environment, "make")
    server = Server(environment)
    server.start()
    network = BadNetwork(server.port, seed)
    network.start()
    answered = Answered()
    began = time.monotonic()

    def is_over() -> bool:
        lasted = time.monotonic() - began
        return lasted > seconds + patience or (lasted > seconds and outcome([]).was_chaos)

    def outcome(faults: list[str]) -> Outcome:
        with answered.lock:
            told, events = list(answered.status.values()), dict(answered.events)
        requests = sum(one.attempts for one in computers)
        applied = told.count("applied")
        return Outcome(applied, len(told), requests, server.kills, network.cuts, network.repeats, events, faults)

    computers = [
        Computer(
            port=network.port,
            people=[_part(one, number, clients) for one in ids["people"]],
            works=ids["works"],
            students=ids["students"],
            answered=answered,
            seed=seed * 100 + number,
            is_over=is_over,
        )
        for number in range(clients)
    ]
    try:
        for computer in computers:
            computer.start()
        _kill_and_start(server, is_over, random.Random(seed))
        for computer in computers:
            computer.join(400)
    finally:
        network.stop()
        server.kill()
    faults = [f"a computer gave up: {one.failure}" for one in computers if one.failure]
    faults += [f"a computer is still waiting: {one.name}" for one in computers if one.is_alive()]
    faults += [f"typed, but never answered: {op}" for op in answered.typed.keys() - answered.status.keys()]
    kept = _base(environment, "check")
    faults += answered.contradictions + _compare(answered.status, kept) + _names(answered.typed, kept)
    faults += _verify(environment)
    return outcome(faults)


def _part(someone: dict[str, Any], number: int, of: int) -> Someone:
    """A person at one of the computers, with sessions of its own."""
    return Someone(someone["account"], someone["person"], someone["sessions"][number::of])


def _names(typed: dict[str, tuple[int, str]], kept: dict[str, list[Any]]) -> list[str]:
    """Hold whose the operations were against the ledger."""
    return [
        f"{op} was typed by {typed.get(op)}, the ledger says {account}, {role}"
        for op, account, role in kept["authors"]
        if typed.get(op) != (account, role)
    ]


def _kill_and_start(server: Server, is_over: Callable[[], bool], dice: random.Random) -> None:
    """Kill the server at random moments; it is up again when this returns."""
    while not is_over():
        time.sleep(dice.uniform(0.7, 3))
        server.kill()
        server.start()


def _compare(told: dict[str, str], kept: dict[str, list[Any]]) -> list[str]:
    """Hold what the clients were told against the ledger and the tables."""
    faults = []
    operations = [str(entry[0]) for entry in kept["entries"]]
    applied = {op for op, status in told.items() if status == "applied"}
    faults += [f"acknowledged, but not in the ledger: {op}" for op in applied - set(operations)]
    faults += [f"in the ledger, but never acknowledged as applied: {op}" for op in set(operations) - applied]
    if len(operations) != len(set(operations)):
        faults.append("an operation is in the ledger twice")
    replayed = {(work, student): (comment, version) for _, work, student, comment, version in kept["entries"]}
    for work, student, comment, version in kept["marks"]:
        if replayed.pop((work, student), None) != (comment, version):
            faults.append(f"mark of work {work}, student {student} is not what the ledger says")
    faults += [f"the ledger's mark is missing: {cell}" for cell in replayed]
    return faults


def _base(environment: Mapping[str, str], what: str) -> dict[str, list[Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos.base", what], env=environment, check=True, stdout=subprocess.PIPE
    )
    return dict(json.loads(done.stdout))


def _verify(environment: Mapping[str, str]) -> list[str]:
    """`letopis verify`, less the rows that factories made without a word to the ledger."""
    done = subprocess.run(
        [sys.executable, "-m", "letopis", "verify", "--full", "--json"],
        env=environment,
        check=False,
        stdout=subprocess.PIPE,
    )
    if not done.stdout.startswith(b"{"):
        return [f"verify failed: {done.stdout[:500]!r}"]
    findings = [finding for school in json.loads(done.stdout)["schools"] for finding in school["findings"]]
    return [finding["message"] for finding in findings if finding["code"] != "row_unrecorded"]


def main() -> int:
    """Print the outcome on each database; returns 1 where anything was lost, doubled or altered."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--clients", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    failed = False
    for name in ("SQLite", "PostgreSQL"):
        with contextlib.ExitStack() as stack:
            home = stack.enter_context(tempfile.TemporaryDirectory(prefix="letopis-chaos-"))
            url = stack.enter_context(cluster()) if name == "PostgreSQL" else None
            outcome = chaos(url, home, seconds=asked.seconds, clients=asked.clients, seed=asked.seed)
        print(
            f"{name}: {outcome.answered} operations answered, {outcome.applied} applied, {outcome.requests} requests, "
            f"{outcome.kills} kills, {outcome.cuts} cuts, {outcome.repeats} repeats, {outcome.events}, "
            f"{len(outcome.faults)} faults"
        )
        for fault in outcome.faults[:20]:
            print("  " + fault)
        failed |= bool(outcome.faults)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
