"""A client that does what the journal's screen does: queue, send, repeat until answered, decide conflicts."""

import contextlib
import http.client
import json
import random
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

TOKEN = "c" * 32


@dataclass
class Answered:
    """What the clients were told: operation → status, and whether a repeated question got the same answer."""

    status: dict[str, str] = field(default_factory=dict)
    contradictions: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, answer: dict[str, Any]) -> None:
        """Remember an answer; a different answer to the same operation is a contradiction."""
        with self.lock:
            known = self.status.setdefault(answer["op_id"], answer["status"])
            if known != answer["status"]:
                self.contradictions.append(f"{answer['op_id']}: {known}, then {answer['status']}")


class Client(threading.Thread):
    """One teacher's browser. Cells are shared with the other clients, so that conflicts happen."""

    def __init__(
        self,
        *,
        port: int,
        session: str,
        works: list[int],
        students: list[int],
        answered: Answered,
        seed: int,
        until: float,
    ) -> None:
        super().__init__(daemon=True)
        self.port, self.session, self.until = port, session, until
        self.works, self.students, self.answered = works, students, answered
        self.dice = random.Random(seed)
        self.versions: dict[tuple[int, int], int] = {}
        self.sent: list[dict[str, Any]] = []
        self.attempts = 0
        self.failure = ""

    def run(self) -> None:
        try:
            while time.monotonic() < self.until:
                self._deliver([self._operation() for _ in range(self.dice.choice((1, 1, 1, 3, 20)))])
        except Exception as error:
            self.failure = repr(error)

    def _operation(self) -> dict[str, Any]:
        if self.sent and self.dice.random() < 0.1:
            return self.dice.choice(self.sent)
        cell = self.dice.choice(self.works), self.dice.choice(self.students)
        operation = {
            "op_id": str(uuid.UUID(int=self.dice.getrandbits(128), version=4)),
            "kind": "mark",
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
        self.sent.append(operation)
        return operation

    def _deliver(self, operations: list[dict[str, Any]]) -> None:
        """Send until every operation is answered, as the queue in the browser does. Gives up after a minute."""
        unique = list({operation["op_id"]: operation for operation in operations}.values())
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError, http.client.HTTPException, ValueError, KeyError):
                answers = self._post(unique)
                for operation, answer in zip(unique, answers, strict=True):
                    self.answered.note(answer)
                    self._learn(operation, answer)
                return
            time.sleep(0.05)
        raise TimeoutError("no answer for a minute")

    def _learn(self, operation: dict[str, Any], answer: dict[str, Any]) -> None:
        cell = operation["work_id"], operation["student_id"]
        if answer["status"] in ("applied", "conflict"):
            self.versions[cell] = max(self.versions.get(cell, 0), answer["version"])

    def _post(self, operations: list[dict[str, Any]]) -> list[dict[str, Any]]:
        self.attempts += 1
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with contextlib.closing(connection):
            connection.request(
                "POST",
                "/journal/operations",
                json.dumps({"operations": operations}),
                {
                    "Content-Type": "application/json",
                    "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}",
                    "X-CSRFToken": TOKEN,
                    "Connection": "close",
                },
            )
            response = connection.getresponse()
            body = response.read()
            if response.status in (400, 401, 403, 404):
                raise RuntimeError(f"{response.status}: {body[:200]!r}")
            return list(json.loads(body)["answers"])
