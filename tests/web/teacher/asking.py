"""Asking for what the journal refused, as its screens do."""

import json
from typing import Any

import msgspec
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from letopis.school.sync.wire import Operation


def ask(client: Client, operation: Operation, reason: str) -> Any:
    """Send the operation with a reason; return the answer."""
    body = {"operation": json.loads(msgspec.json.encode(operation)), "reason": reason}
    answer: HttpResponse = client.post(reverse("journal_requests"), body, "application/json")
    return answer
