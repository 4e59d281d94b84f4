"""What of the log is a warning and what only happens."""

import logging
from http import HTTPStatus


class Refusals(logging.Filter):
    """Tells of a refused form (422) as INFO: somebody has mistyped something, the server is well."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether the record is to be written."""
        if getattr(record, "status_code", 0) != HTTPStatus.UNPROCESSABLE_ENTITY:
            return True
        record.levelno, record.levelname = logging.INFO, logging.getLevelName(logging.INFO)
        return logging.getLogger(record.name).isEnabledFor(logging.INFO)
