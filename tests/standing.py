"""What all tests of a module look at is built once: around it stands a transaction that is rolled back."""

from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest_django
import time_machine
from django.db import transaction
from django.test import override_settings

from letopis.kernel.clock import in_zone
from tests.conftest import CHEAP_HASHERS, MOMENT
from tests.factories import serial

Built = TypeVar("Built")


def standing(blocker: pytest_django.DjangoDbBlocker, build: Callable[[], Built]) -> Iterator[Built]:
    """For a fixture of a module: `yield from standing(django_db_blocker, build)`.

    Built at the moment, in the place and with the cheap passwords of tests, which are not there yet when it is; what a
    test changes is rolled back, so no test may change the objects that it is given.
    """
    with blocker.unblock(), transaction.atomic():
        cheap = override_settings(PASSWORD_HASHERS=CHEAP_HASHERS)
        with cheap, time_machine.travel(MOMENT, tick=False), in_zone("Europe/Moscow"), serial.beside_tests():
            built = build()
        yield built
        transaction.set_rollback(True)
