"""Putting one question to a language model: recorded first, paid for at most once, parsed strictly, repaired once."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from typing import Generic, TypeVar

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.interviewer import prompts, replies
from interview_app.models import CallState, ModelCall
from interview_app.usecases import steps

R = TypeVar("R", bound=replies.Reply)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Generic[R]):
    """A usable reply, with who gave it."""

    reply: R
    provider: str
    model: str
    raw: str
    prompt_version: str


def ask(
    session: Session,
    mine: steps.Claim,
    prompt: prompts.Prompt,
    shape: type[R],
    *,
    model: ports.LanguageModel | None,
    clock: ports.Clock,
    seconds: float,
    interview_session_id: int | None,
    first: int = 0,
    round_number: int = 1,
) -> Answered[R]:
    """Ask, beginning with model number `first` of the configured order, within `seconds` in all.

    Commits the record of the call before and after it. An answer already stored for the same step, round and
    words is used again; a new round, as when an interview is rated again, asks anew. A reply of the wrong shape
    gets one repair attempt, then the next model is asked. Raises OutsideError when none gives a usable reply.
    """
    if model is None:
        raise ports.OutsideError("No language model is configured: set LLM_MODELS.", permanent=True)
    key = _key(mine, prompt, first, round_number)
    call = _record(session, key, prompt, clock, interview_session_id)
    if call.state is CallState.ANSWERED:
        return _answered(call, replies.parse(call.raw, shape))
    call_id = call.id
    steps.renew(session, mine)
    try:
        said, reply, repaired = _until_usable(model, prompt, shape, seconds, first)
    except ports.OutsideError as error:
        call = session.get_one(ModelCall, call_id)
        call.state, call.failure = CallState.FAILED, error.reason
        session.commit()
        raise
    call = session.get_one(ModelCall, call_id)
    _note(call, said, repaired=repaired)
    session.commit()
    return _answered(call, reply)


def _key(mine: steps.Claim, prompt: prompts.Prompt, first: int, round_number: int) -> str:
    what = f"{mine.kind}:{mine.subject_id}:{round_number}:{first}:{prompt.digest}"
    return hashlib.sha256(what.encode()).hexdigest()


def _record(
    session: Session, key: str, prompt: prompts.Prompt, clock: ports.Clock, interview_session_id: int | None
) -> ModelCall:
    call = session.scalar(select(ModelCall).where(ModelCall.key == key))
    if call is None:
        call = ModelCall(
            key=key,
            interview_session_id=interview_session_id,
            purpose=prompt.purpose,
            prompt_version=prompt.version,
            input_hash=prompt.digest,
            created_at=clock(),
            state=CallState.STARTED,
        )
        session.add(call)
    elif call.state is not CallState.ANSWERED:
        call.state, call.failure = CallState.STARTED, None
    session.flush()
    return call


def _until_usable(
    model: ports.LanguageModel, prompt: prompts.Prompt, shape: type[R], seconds: float, first: int
) -> tuple[ports.ModelReply, R, bool]:
    """The first usable reply down the list of models, and whether it took a repair."""
    deadline = time.monotonic() + seconds
    reason = "No language model is configured."
    while first < len(model.names):
        said = _complete(model, prompt.messages, shape, first, deadline, reason)
        try:
            return said, replies.parse(said.text, shape), False
        except replies.ReplyError as error:
            reason = f"{said.model}: {error}"
            log.warning("reply_unusable", purpose=prompt.purpose, model=said.model, why=str(error))
        try:
            again = _complete(model, _repair(prompt, said, reason), shape, said.position, deadline, reason)
            return again, replies.parse(again.text, shape), True
        except replies.ReplyError as error:
            reason = f"{again.model}: {error}"
            first = max(said.position, again.position) + 1
        except ports.OutsideError:
            first = said.position + 1
    raise ports.OutsideError(f"No language model gave a usable reply. {reason}")


def _complete(
    model: ports.LanguageModel,
    messages: tuple[ports.Message, ...],
    shape: type[R],
    first: int,
    deadline: float,
    reason: str,
) -> ports.ModelReply:
    left = deadline - time.monotonic()
    if left < 0.5:
        raise ports.OutsideError(f"No language model gave a usable reply in time. {reason}")
    return model.complete(
        messages, schema=replies.schema_of(shape), schema_name=shape.__name__, seconds=left, first=first
    )


def _repair(prompt: prompts.Prompt, said: ports.ModelReply, reason: str) -> tuple[ports.Message, ...]:
    wish = f"That reply could not be used. {reason} Answer again with one JSON object of the shape asked for, only that."
    return (*prompt.messages, ports.Message("assistant", said.text[:4000]), ports.Message("user", wish))


def _note(call: ModelCall, said: ports.ModelReply, *, repaired: bool) -> None:
    call.state, call.failure, call.repaired = CallState.ANSWERED, None, repaired
    call.provider, call.model, call.raw = said.provider, said.model, _storable(said.text)
    call.tokens_in, call.tokens_out = said.tokens_in, said.tokens_out
    call.cost_usd, call.milliseconds = said.cost_usd, said.milliseconds


def _storable(text: str) -> str:
    """No database takes NUL or lone surrogates; everything else stays as the model said it."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _answered(call: ModelCall, reply: R) -> Answered[R]:
    return Answered(
        reply=reply,
        provider=call.provider,
        model=call.model,
        raw=call.raw,
        prompt_version=call.prompt_version,
    )
