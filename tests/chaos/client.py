"""A computer that does what the journal's screens do there: queues of two people, sending, repeating, conflicts."""

import contextlib
import http.client
import json
import random
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

TOKEN = "c" * 32
TEACHER, DEPUTY = "teacher", "deputy"
# Out of a hundred rounds: so often somebody signs out, a session is ended from elsewhere, a role is switched.
SIGNS_OUT, IS_ENDED, SWITCHES = 15, 15, 20
# Kept for the end, when everybody comes back once more.
LAST_SESSIONS = 3


class SignedOut(Exception):
    """401: nobody is signed in, or somebody else than the page belongs to."""


@dataclass
class Answered:
    """What the clients were told: operation → status, and whether a repeated question got the same answer."""

    status: dict[str, str] = field(default_factory=dict)
    contradictions: list[str] = field(default_factory=list)
    # Whose each operation is: account and role. The sign-outs, ended sessions and switches that happened.
    typed: dict[str, tuple[int, str]] = field(default_factory=dict)
    events: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, answer: dict[str, Any]) -> None:
        """Remember an answer; a different answer to the same operation is a contradiction."""
        with self.lock:
            known = self.status.setdefault(answer["op_id"], answer["status"])
            if known != answer["status"]:
                self.contradictions.append(f"{answer['op_id']}: {known}, then {answer['status']}")

    def happened(self, event: str) -> None:
        """Count an event."""
        with self.lock:
            self.events[event] = self.events.get(event, 0) + 1


@dataclass
class Someone:
    """A person's part of a computer: the sessions still to be opened, and what was typed and is not answered."""

    account: int
    person: int
    sessions: list[str]
    queue: list[dict[str, Any]] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)


class Computer(threading.Thread):
    """One browser, used by several people. Cells are shared with the other computers, so that conflicts happen."""

    def __init__(
        self,
        *,
        port: int,
        people: list[Someone],
        works: list[int],
        students: list[int],
        answered: Answered,
        seed: int,
        is_over: Callable[[], bool],
    ) -> None:
        super().__init__(daemon=True)
        self.port, self.people, self.is_over = port, people, is_over
        self.works, self.students, self.answered = works, students, answered
        self.dice = random.Random(seed)
        self.versions: dict[tuple[int, int], int] = {}
        self.attempts = 0
        self.failure = ""
        self.now = people[0]
        self.session = people[0].sessions.pop()

    def run(self) -> None:
        try:
            while not self.is_over():
                self._something()
                self._type()
                self._send(time.monotonic() + 180)
            for someone in self.people:
                self._sign_in(someone)
                self._send(time.monotonic() + 180)
        except Exception as error:
            self.failure = repr(error)

    # ── what people do ──

    def _something(self) -> None:
        fate = self.dice.randrange(100)
        if min(len(someone.sessions) for someone in self.people) < LAST_SESSIONS:
            return
        if fate < SIGNS_OUT:
            self.answered.happened("signed out")
            self._try("/account/logout/", {})
            self._sign_in(self.dice.choice(self.people))
        elif fate < SIGNS_OUT + IS_ENDED:
            # From another device: this one learns of it with the next answer.
            self.answered.happened("ended")
            self._try("/account/logout/", {})
        elif fate < SIGNS_OUT + IS_ENDED + SWITCHES:
            self.answered.happened("switched")
            self._switch(self.dice.choice((TEACHER, DEPUTY)))

    def _sign_in(self, someone: Someone) -> None:
        self.now, self.session = someone, someone.sessions.pop()

    def _switch(self, role: str) -> None:
        self._try("/account/role/", {"person": str(self.now.person), "role": role})

    def _type(self) -> None:
        """Mostly whoever is signed in; sometimes a page that another one has left open."""
        someone = self.now if self.dice.random() < 0.9 else self.dice.choice(self.people)
        for _ in range(self.dice.choice((1, 1, 3, 20, 20))):
            someone.queue.append(self._operation(someone))

    def _operation(self, someone: Someone) -> dict[str, Any]:
        if someone.sent and self.dice.random() < 0.1:
            return self.dice.choice(someone.sent)
        cell = self.dice.choice(self.works), self.dice.choice(self.students)
        role = TEACHER if self.dice.random() < 0.95 else DEPUTY
        operation = {
            "op_id": str(uuid.UUID(int=self.dice.getrandbits(128), version=4)),
            "kind": "mark",
            "person_id": someone.person,
            "role": role,
            "work_id": cell[0],
            "student_id": cell[1],
            "value": self.dice.choice(("5", "4", "3", "2", "", "7")),
            "second": "",
            "is_debt": False,
            "debt_until": None,
            "comment": "",
            "base_version": self.versions.get(cell, 0),
        }
        # Every operation changes something: the comment is its own.
        operation["comment"] = str(operation["op_id"])[:8]
        someone.sent.append(operation)
        with self.answered.lock:
            self.answered.typed[str(operation["op_id"])] = (someone.account, role)
        return operation

    # ── sending ──

    def _send(self, deadline: float) -> None:
        """Send what waits until all of whoever is signed in is answered, as the pages do that are open here."""
        for someone in self.people:
            while someone.queue:
                if time.monotonic() > deadline:
                    raise TimeoutError("no answer for three minutes")
                try:
                    self._deliver(someone)
                except SignedOut:
                    if someone is not self.now:
                        break
                    # It was ended from elsewhere: its owner signs in again.
                    self._sign_in(someone)
                except (OSError, http.client.HTTPException, ValueError, KeyError):
                    time.sleep(0.05)

    def _deliver(self, someone: Someone) -> None:
        unique = list({operation["op_id"]: operation for operation in someone.queue}.values())[:100]
        answers = self._post(someone, unique)
        for operation, answer in zip(unique, answers, strict=True):
            self.answered.note(answer)
            self._learn(operation, answer)
        told = {operation["op_id"] for operation in unique}
        someone.queue = [operation for operation in someone.queue if operation["op_id"] not in told]

    def _learn(self, operation: dict[str, Any], answer: dict[str, Any]) -> None:
        cell = operation["work_id"], operation["student_id"]
        if answer["status"] in ("applied", "conflict"):
            self.versions[cell] = max(self.versions.get(cell, 0), answer["version"])

    def _post(self, someone: Someone, operations: list[dict[str, Any]]) -> list[dict[str, Any]]:
        body = json.dumps({"operations": operations})
        headers = {"Content-Type": "application/json", "X-Letopis-As": str(someone.account)}
        status, answer = self._ask("/journal/operations", body, headers)
        if status == 401:
            raise SignedOut
        if status in (400, 403, 404):
            raise RuntimeError(f"{status}: {answer[:200]!r}")
        if status == 200 and someone is not self.now:
            raise RuntimeError("done under the name of somebody else")
        return list(json.loads(answer)["answers"])

    def _try(self, address: str, form: dict[str, str]) -> None:
        """A form whose answer may be lost: what follows shows whether it came."""
        body = "&".join(f"{name}={value}" for name, value in form.items())
        with contextlib.suppress(OSError, http.client.HTTPException):
            self._ask(address, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def _ask(self, address: str, body: str, headers: dict[str, str]) -> tuple[int, bytes]:
        self.attempts += 1
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        cookies = f"sessionid={self.session}; csrftoken={TOKEN}"
        with contextlib.closing(connection):
            own = {"Cookie": cookies, "X-CSRFToken": TOKEN, "Connection": "close"}
            connection.request("POST", address, body, {**own, **headers})
            response = connection.getresponse()
            return response.status, response.read()
