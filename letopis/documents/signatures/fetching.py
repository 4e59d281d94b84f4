"""Lists of certificates taken back, fetched from the addresses that the server's settings name, and from no others."""

import logging

import aiohttp
from django.conf import settings
from django_tasks import task

from letopis.documents.signatures.actions.lists import load_list
from letopis.documents.signatures.checking import run
from letopis.documents.signatures.revocation import LARGEST
from letopis.kernel.actor import Actor
from letopis.kernel.background import is_under_way
from letopis.kernel.errors import Refused
from letopis.school.organisation.models import School
from letopis.school.organisation.serving import serving

log = logging.getLogger(__name__)
SECONDS = 30


def addresses() -> list[str]:
    """Return the addresses of the settings (LETOPIS_SIGNING_CRLS)."""
    return list(settings.SIGNING["crls"])


def begin_due() -> None:
    """Have the worker fetch them; without an address nothing is contacted."""
    if addresses() and not is_under_way(fetch_lists):
        fetch_lists.enqueue()


@task()
def fetch_lists() -> None:
    """Fetch each list once and keep it for every school; what fails leaves the older one, and stands in the log."""
    for address in addresses():
        try:
            content = run(_got(address))
        except Refused as refused:
            log.warning("The list %s was not fetched: %s", address, refused.message)
            continue
        for school in School.objects.order_by("pk"):
            with serving(school.kind, school.time_zone):
                _keep(school.pk, content, address)


def _keep(school_id: int, content: bytes, address: str) -> None:
    try:
        load_list(Actor.system(school_id), content=content, source=address)
    except Refused as refused:
        log.warning("The list %s was not kept: %s", address, refused.code)


async def _got(address: str) -> bytes:
    """Ask once, follow nobody. Raises Refused."""
    body = b""
    try:
        async with (
            aiohttp.ClientSession(trust_env=False) as session,
            session.get(address, allow_redirects=False, timeout=aiohttp.ClientTimeout(total=SECONDS)) as answer,
        ):
            if answer.status != 200:
                raise Refused(f"ответ {answer.status}", code="status")
            async for part in answer.content.iter_chunked(1 << 16):
                body += part
                if len(body) > LARGEST:
                    raise Refused("слишком большой файл", code="too_large")
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise Refused("узел не отвечает", code="away") from error
    return body
