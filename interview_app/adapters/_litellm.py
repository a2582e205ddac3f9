"""LiteLLM, imported quietly: without a look at the network or at a .env file, and without a word in the logs."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import threading
import warnings
from collections.abc import Coroutine, Iterator
from typing import Any, TypeVar

os.environ.update(
    LITELLM_LOCAL_MODEL_COST_MAP="True",
    LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS="True",
    LITELLM_MODE="PRODUCTION",  # its DEV mode loads a .env file into the environment
)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import litellm
    import openai
    import openai.resources  # a second long, and else loaded again by the first call of each forked job
    from litellm.llms.custom_httpx.async_client_cleanup import close_litellm_async_clients
    from litellm.router import Router
    from litellm.types.router import RetryPolicy

__all__ = [
    "FAILURES", "UNKNOWN", "RetryPolicy", "Router", "knows", "litellm", "quiet", "reason_of", "retry_after_seconds",
    "run",
]  # fmt: skip

litellm.suppress_debug_info = True
litellm.drop_params = True  # a model without JSON schemas is still asked, and its reply parsed all the same
for _name in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)  # they write prompts and replies

T = TypeVar("T")


class _Shared:
    """The loop that keeps its connections, if any does."""

    loop: asyncio.AbstractEventLoop | None = None


_one_at_a_time = threading.Lock()

REASONS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str, bool], ...] = (
    ((TimeoutError, openai.APITimeoutError), "no answer in time", False),
    (openai.RateLimitError, "rate limit or quota reached", False),
    ((openai.AuthenticationError, openai.PermissionDeniedError), "the key is missing or refused", True),
    (openai.NotFoundError, "no such model or address", True),
    ((openai.BadRequestError, openai.UnprocessableEntityError), "the request is refused", True),
    (openai.APIConnectionError, "not reachable", False),
)
"""What is said of an error, first match first, and whether it lasts until a person mends something."""

FAILURES = (openai.OpenAIError, TimeoutError)


UNKNOWN = "LiteLLM knows no provider by that name: write it as provider/model, such as openai/gpt-4o-mini"


def knows(model: str) -> bool:
    """Whether LiteLLM knows whom to ask; whether there is such a model is the provider's to say."""
    try:
        _, provider, _, _ = litellm.get_llm_provider(model)
    except openai.OpenAIError:
        return False
    return bool(provider) and bool(model.rpartition("/")[2])


def run(call: Coroutine[Any, Any, T]) -> T:
    """Run one call to its end or its time-out, and leave no connection behind.

    Asynchronous, because only so can a reply that drips in byte by byte be cut off. LiteLLM keeps its clients by
    event loop in a table of its own, so they are closed with the loop, and calls of one process wait in line; but where
    `keep_connections` was called, one loop serves all threads.
    """
    if _Shared.loop is not None:
        waiting = asyncio.run_coroutine_threadsafe(call, _Shared.loop)
        try:
            return waiting.result()
        finally:
            waiting.cancel()  # after a job's time-out nobody will ask for the answer
    with _one_at_a_time, quiet():
        return asyncio.run(_closing(call))


def keep_connections() -> None:
    """From now on: for a process that asks again and again, from many threads, and never forks."""
    if _Shared.loop is None:
        # As `quiet`, which is for one thread at a time.
        warnings.filterwarnings("ignore", category=UserWarning)
        _Shared.loop = asyncio.new_event_loop()
        threading.Thread(target=_Shared.loop.run_forever, daemon=True, name="litellm").start()


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Without pydantic's warnings about LiteLLM's own classes, which it builds when they are first used."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        yield


async def _closing(call: Coroutine[Any, Any, T]) -> T:
    try:
        return await call
    finally:
        await close_litellm_async_clients()  # type: ignore[no-untyped-call]
        litellm.in_memory_llm_clients_cache.flush_cache()  # type: ignore[no-untyped-call]


def reason_of(error: Exception) -> tuple[str, bool]:
    """In our own words: LiteLLM's repeat the prompt and the reply. Also whether it is permanent."""
    if "Missing credentials" in str(error):  # LiteLLM makes a server error of it
        return "the key is missing or refused", True
    for kinds, reason, permanent in REASONS:
        if isinstance(error, kinds):
            return reason, permanent
    return "the provider failed", False


def retry_after_seconds(error: Exception) -> float | None:
    """The provider's Retry-After in seconds; a date there is not read."""
    headers = getattr(error, "litellm_response_headers", None) or {}
    try:
        return float(headers.get("retry-after", ""))
    except ValueError:
        return None
