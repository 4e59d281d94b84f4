"""Long work beside the request: by the worker where there is one, else by a thread of the server.

A thread shares the interpreter with the pages of its process, which are slower meanwhile; a server alone works, too.
"""

import threading
from typing import Any

from django.db import close_old_connections, connection
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from letopis.kernel.beats import is_worker_alive

_threads: set[threading.Thread] = set()


def hand_over(job: "Task[..., Any]", *args: Any, **more: Any) -> None:
    """Give `job` (a function marked @task) to the worker, with plain JSON values; without a worker, to a thread."""
    if is_worker_alive():
        job.enqueue(*args, **more)
        return

    def run() -> None:
        close_old_connections()
        try:
            job.call(*args, **more)
        finally:
            connection.close()
            _threads.discard(threading.current_thread())

    thread = threading.Thread(target=run, name=job.name)
    _threads.add(thread)
    thread.start()


def is_under_way(job: "Task[..., Any]") -> bool:
    """Say whether `job` waits for the worker or is being done by it."""
    waiting = DBTaskResult.objects.filter(task_path=job.module_path, status__in=("READY", "RUNNING"))
    return bool(waiting.exists())


def wait() -> None:
    """Wait for the threads of this process (tests, and a server that shuts down)."""
    for thread in list(_threads):
        thread.join()
