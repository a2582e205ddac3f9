"""LanguageModel by LiteLLM's Router: an ordered list of models of any provider."""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from interview_app.adapters import _litellm
from interview_app.ports import Circuits, Message, ModelReply, OutsideError

MAX_REPLY_TOKENS = 4096
MAX_REPLY_CHARS = 100_000
PROBE_SECONDS = 20.0
DOT = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6j"
    "q62rZ4C8ybqmx5moq6T/wAALCAAQABABAREA/8QAFQABAQAAAAAAAAAAAAAAAAAAAAb/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oA"
    "CAEBAAA/AJkB/9k="
)
"""A black JPEG of 16 by 16 dots."""

RETRIES = _litellm.RetryPolicy(
    InternalServerErrorRetries=1,
    ServiceUnavailableErrorRetries=1,
    RateLimitErrorRetries=0,  # a Retry-After would be waited out inside the call; the next model is quicker
    TimeoutErrorRetries=0,
    AuthenticationErrorRetries=0,
    BadRequestErrorRetries=0,
    ContentPolicyViolationErrorRetries=0,
    NotFoundErrorRetries=0,
    DefaultRetries=0,
)


@dataclass(frozen=True, slots=True)
class _Failure:
    model: str
    reason: str
    permanent: bool
    retry_after_seconds: float | None = None


class LitellmLanguage:
    """`timeout_seconds` bounds each model's turn, its one retry included.

    The Router holds one group a model and does the retrying; going on to the next group is done here, so that a
    reply that drips in cannot use up the others' time, and no call is made after the deadline. A refusal or an
    empty reply counts as that model's failure: the next one may answer, and there is nothing to repair in it.
    A model that fails again and again is passed over for a while, by the `circuits` that all workers share.
    """

    def __init__(
        self, models: Sequence[str], *, timeout_seconds: float, circuits: Circuits | None = None
    ) -> None:
        self.names = tuple(models)
        self._timeout_seconds = timeout_seconds
        self._circuits = circuits
        self.unknown = tuple(name for name in models if not _litellm.knows(name))
        with _litellm.quiet():
            self._router = _router(self.names)

    def complete(
        self,
        messages: Sequence[Message],
        *,
        schema: Mapping[str, Any],
        schema_name: str,
        seconds: float,
        first: int = 0,
    ) -> ModelReply:
        wanted = {
            "type": "json_schema",
            "json_schema": {"name": schema_name, "schema": dict(schema), "strict": True},
        }
        request = {"messages": [_wire(message) for message in messages], "response_format": wanted}
        found = _litellm.run(self._first_to_answer(request, first, time.monotonic() + seconds))
        if isinstance(found, ModelReply):
            return found
        raise _none_answered(found)

    def probe(self, position: int) -> str:
        """Ask one model for one word."""
        request = {"messages": [{"role": "user", "content": "Say OK."}], "max_tokens": 16}
        found = _litellm.run(self._ask(position, request, time.monotonic() + PROBE_SECONDS))
        if isinstance(found, ModelReply):
            return f"answered in {found.milliseconds} ms"
        raise _none_answered([found])

    def probe_sight(self, position: int) -> str:
        """Show one model a black dot and ask for one word: one that cannot see refuses the request."""
        shown = _wire(Message("user", "Say OK.", (DOT,)))
        found = _litellm.run(
            self._ask(position, {"messages": [shown], "max_tokens": 16}, time.monotonic() + PROBE_SECONDS)
        )
        if isinstance(found, ModelReply):
            return f"was shown a picture and answered in {found.milliseconds} ms"
        raise _none_answered([found])

    async def _first_to_answer(
        self, request: Mapping[str, Any], first: int, deadline: float
    ) -> ModelReply | list[_Failure]:
        failures: list[_Failure] = []
        for position in range(first, len(self.names)):
            if time.monotonic() >= deadline:  # a time-out of nothing would still let a request out
                failures.append(_Failure(self.names[position], "no time left to ask", permanent=False))
                continue
            found = await self._ask_unless_it_rests(position, request, deadline)
            if isinstance(found, ModelReply):
                return found
            failures.append(found)
        return failures

    async def _ask_unless_it_rests(
        self, position: int, request: Mapping[str, Any], deadline: float
    ) -> ModelReply | _Failure:
        name = self.names[position]
        # In a thread, since it asks the database: other calls may share this loop.
        resting = await asyncio.to_thread(self._circuits.rests, known_as(name)) if self._circuits else None
        if resting is not None:
            left = resting.retry_after_seconds or 0.0
            return _Failure(name, f"left alone for {left:.0f} s after failing again and again", False, left)
        found = await self._ask(position, request, deadline)
        if self._circuits and isinstance(found, ModelReply):
            await asyncio.to_thread(self._circuits.worked, known_as(name))
        elif self._circuits and isinstance(found, _Failure):
            await asyncio.to_thread(self._circuits.failed, known_as(name), _none_answered([found]))
        return found

    async def _ask(self, position: int, request: Mapping[str, Any], deadline: float) -> ModelReply | _Failure:
        if not _litellm.knows(self.names[position]):
            return _Failure(self.names[position], _litellm.UNKNOWN, permanent=True)
        began = time.monotonic()
        limit = min(self._timeout_seconds, deadline - began)
        try:
            async with asyncio.timeout(limit):
                answer = await self._router.acompletion(model=str(position), timeout=limit, **request)
        except _litellm.FAILURES as error:
            reason, permanent = _litellm.reason_of(error)
            return _Failure(self.names[position], reason, permanent, _litellm.retry_after_seconds(error))
        return self._reply(position, answer, round((time.monotonic() - began) * 1000))

    def _reply(self, position: int, answer: Any, milliseconds: int) -> ModelReply | _Failure:
        name = self.names[position]
        text = answer.choices[0].message.content if answer.choices else None
        if not isinstance(text, str) or not text.strip():
            return _Failure(name, "an empty reply or a refusal", permanent=False)
        if len(text) > MAX_REPLY_CHARS:
            return _Failure(name, "a reply without end", permanent=False)
        beside: Mapping[str, Any] = answer._hidden_params  # noqa: SLF001  # LiteLLM's one way to tell the cost
        return ModelReply(
            text=text,
            provider=str(beside.get("custom_llm_provider") or name.partition("/")[0]),
            model=name,
            position=position,
            tokens_in=_count(answer, "prompt_tokens"),
            tokens_out=_count(answer, "completion_tokens"),
            cost_usd=beside.get("response_cost"),
            milliseconds=milliseconds,
        )


def _wire(message: Message) -> dict[str, Any]:
    """A message as OpenAI's chat format has it, which LiteLLM turns into each provider's own."""
    if not message.pictures:
        return {"role": message.role, "content": message.text}
    urls = [f"data:image/jpeg;base64,{base64.b64encode(picture).decode()}" for picture in message.pictures]
    shown = [{"type": "image_url", "image_url": {"url": url}} for url in urls]
    return {"role": message.role, "content": [{"type": "text", "text": message.text}, *shown]}


def known_as(model: str) -> str:
    """A model's name in `flask doctor`, on the System page and for its circuit."""
    return f"Language model {model}"


def _router(names: Sequence[str]) -> _litellm.Router:
    return _litellm.Router(
        model_list=[
            {"model_name": str(at), "litellm_params": {"model": name, "max_tokens": MAX_REPLY_TOKENS}}
            for at, name in enumerate(names)
        ],
        num_retries=1,
        retry_policy=RETRIES,
        disable_cooldowns=True,  # a job is a process of its own and would forget them
        ignore_invalid_deployments=True,  # a misspelt model must not take the others with it
    )


def _count(answer: Any, kind: str) -> int | None:
    usage = getattr(answer, "usage", None)
    count = getattr(usage, kind, None)
    return count if isinstance(count, int) else None


def _none_answered(failures: Sequence[_Failure]) -> OutsideError:
    """Permanent when each failure is; the shortest of the providers' wishes is the one to wait for."""
    told = "; ".join(f"{failure.model}: {failure.reason}" for failure in failures) or "none is left to ask"
    waits = [failure.retry_after_seconds for failure in failures if failure.retry_after_seconds is not None]
    return OutsideError(
        f"No language model answered ({told}).",
        permanent=bool(failures) and all(failure.permanent for failure in failures),
        retry_after_seconds=min(waits, default=None),
    )
