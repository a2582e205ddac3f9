"""Structured logs to stdout: one JSON line an event, with request and job ids, and nobody's words in them."""

from __future__ import annotations

import logging
import sys

import structlog
from structlog.typing import Processor

QUIET = (
    "werkzeug", "alembic.runtime.migration", "rq.worker", "asyncio",
    "urllib3", "botocore", "boto3", "s3transfer", "httpx", "httpcore",
    "openai", "anthropic", "elevenlabs",
)  # fmt: skip
"""Never below WARNING, whatever LOG_LEVEL says: at DEBUG they print requests, and requests hold people's words.

LiteLLM's own are quieter still: the adapter that imports it says so.
"""


def set_up_logs(level: str) -> None:
    """Send structlog's and the libraries' lines to stdout as JSON. `level` is a standard level name."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
