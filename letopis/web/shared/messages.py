"""Where the messages of django.contrib.messages wait: opened only by a request that brings or leaves some."""

from typing import Any

from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpRequest
from django.utils.functional import cached_property


class MessageStorage(FallbackStorage):
    """Django's usual storage. Making it takes a signer, reading it two stores; most pages tell nothing."""

    def __init__(self, request: HttpRequest) -> None:
        super(FallbackStorage, self).__init__(request)
        self._used_storages: set[Any] = set()

    @cached_property
    def storages(self) -> list[Any]:
        """The stores themselves."""
        return [made(self.request) for made in self.storage_classes]

    def _get(self, *args: Any, **kwargs: Any) -> tuple[list[Any], bool]:
        waits = CookieStorage.cookie_name in self.request.COOKIES or SessionStorage.session_key in self.request.session
        found: tuple[list[Any], bool] = super()._get(*args, **kwargs) if waits else ([], True)  # type: ignore[misc]
        return found
