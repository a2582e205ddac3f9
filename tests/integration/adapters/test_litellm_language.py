"""LitellmLanguage against an OpenAI-compatible server on loopback, one wire name standing for one provider."""

from __future__ import annotations

import base64
import contextlib
import io
import logging
import time
from collections.abc import Callable, Iterator

import pytest
from PIL import Image

from interview_app import logs
from interview_app.adapters.litellm_language import LitellmLanguage
from interview_app.ports import Message, ModelReply, OutsideError
from tests.fakes.llm import Behaviour, FakeModel, by_model

SCHEMA = {
    "type": "object",
    "properties": {"action": {"type": "string"}},
    "required": ["action"],
    "additionalProperties": False,
}
ANSWER = '{"action": "complete"}'
SECRET = "my-dismissal-in-2019"

Ask = Callable[..., ModelReply]


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeModel]:
    script = by_model(
        {
            "good": ANSWER,
            "other": '{"action": "preset"}',
            "slow": Behaviour(kind="slow"),
            "drip": Behaviour(kind="drip", text=ANSWER * 20),
            "limited": Behaviour(kind="rate_limited", retry_after=7),
            "limited-longer": Behaviour(kind="rate_limited", retry_after=90),
            "broken": Behaviour(kind="server_error"),
            "closed": Behaviour(kind="unauthorised"),
            "malformed": Behaviour(kind="malformed"),
            "wrong-shape": '{"verdict": 1}',
            "refusing": Behaviour(kind="refusal"),
            "silent": Behaviour(kind="empty"),
            "endless": "x" * 200_000,
        }
    )
    with FakeModel(script) as fake:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
        monkeypatch.setenv("OPENAI_BASE_URL", fake.base_url)
        yield fake


def ask(*models: str, seconds: float = 20, timeout: float = 5, first: int = 0) -> ModelReply:
    language = LitellmLanguage([f"openai/{name}" for name in models], timeout_seconds=timeout)
    messages = [Message("system", "You propose the next step."), Message("user", SECRET)]
    return language.complete(messages, schema=SCHEMA, schema_name="decision", seconds=seconds, first=first)


def wire_names(provider: FakeModel) -> list[str]:
    return [request["model"] for request in provider.asked]


def test_the_first_model_answers_and_is_named(provider: FakeModel) -> None:
    reply = ask("good", "other")

    assert reply.text == ANSWER
    assert (reply.provider, reply.model, reply.position) == ("openai", "openai/good", 0)
    assert (reply.tokens_in, reply.tokens_out) == (1000, 200)
    assert reply.milliseconds > 0
    assert wire_names(provider) == ["good"]


def test_the_schema_goes_over_the_wire_as_a_strict_one(provider: FakeModel) -> None:
    ask("good")

    asked = provider.asked[0]
    assert provider.purposes == ["decision"]
    assert asked["response_format"]["json_schema"]["schema"] == SCHEMA
    assert asked["response_format"]["json_schema"]["strict"] is True
    assert asked["max_tokens"] == 4096
    assert [message["role"] for message in asked["messages"]] == ["system", "user"]


@pytest.mark.parametrize(
    "failing", ["slow", "drip", "limited", "broken", "closed", "malformed", "refusing", "silent", "endless"]
)
def test_the_next_model_answers_when_the_first_fails(provider: FakeModel, failing: str) -> None:
    reply = ask(failing, "good", timeout=2 if failing in {"slow", "drip"} else 10)

    assert (reply.text, reply.position) == (ANSWER, 1)


def test_pictures_stand_behind_the_text_as_the_wire_has_them(provider: FakeModel) -> None:
    language = LitellmLanguage(["openai/good"], timeout_seconds=5)
    messages = [Message("system", "Copy."), Message("user", "Two of them.", (b"\xff\xd8one", b"\xff\xd8two"))]

    language.complete(messages, schema=SCHEMA, schema_name="text", seconds=5)

    system, user = provider.asked[0]["messages"]
    assert system["content"] == "Copy."
    assert user["content"] == [
        {"type": "text", "text": "Two of them."},
        {"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,/9hvbmU="}},
        {"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,/9h0d28="}},
    ]


def test_a_model_shows_that_it_sees_by_being_shown_something(provider: FakeModel) -> None:
    language = LitellmLanguage(["openai/good", "openai/closed"], timeout_seconds=5)

    assert "was shown a picture" in language.probe_sight(0)
    shown = provider.asked[0]["messages"][0]["content"][1]["image_url"]["url"]
    picture = Image.open(io.BytesIO(base64.b64decode(shown.removeprefix("data:image/jpeg;base64,"))))
    assert (picture.format, picture.size) == ("JPEG", (16, 16))
    with pytest.raises(OutsideError, match="key is missing or refused"):
        language.probe_sight(1)


def test_a_reply_of_the_wrong_shape_is_handed_back_for_the_caller_to_judge(provider: FakeModel) -> None:
    assert ask("wrong-shape", "good").text == '{"verdict": 1}'


def test_asking_may_begin_further_down_the_list(provider: FakeModel) -> None:
    reply = ask("good", "other", first=1)

    assert (reply.model, reply.position) == ("openai/other", 1)
    assert wire_names(provider) == ["other"]


def test_a_server_error_is_tried_once_more_and_a_rate_limit_is_not(provider: FakeModel) -> None:
    ask("broken", "limited", "good", timeout=10)

    assert wire_names(provider) == ["broken", "broken", "limited", "good"]


@pytest.mark.parametrize("failing", ["slow", "drip"])
def test_no_answer_takes_longer_than_the_wall_clock(provider: FakeModel, failing: str) -> None:
    began = time.monotonic()

    with pytest.raises(OutsideError, match="no answer in time") as raised:
        ask(failing, "good", seconds=1, timeout=10)

    assert time.monotonic() - began < 3
    assert not raised.value.permanent
    assert "good" not in wire_names(provider), "a call was paid for after the deadline"


def test_all_limited_waits_for_the_shortest_wish(provider: FakeModel) -> None:
    with pytest.raises(OutsideError, match="rate limit") as raised:
        ask("limited-longer", "limited")

    assert raised.value.retry_after_seconds == 7
    assert not raised.value.permanent


def test_a_refused_key_is_permanent_only_when_nobody_else_could_answer(provider: FakeModel) -> None:
    with pytest.raises(OutsideError, match="key is missing or refused") as alone:
        ask("closed")
    with pytest.raises(OutsideError) as with_another:
        ask("closed", "limited")

    assert alone.value.permanent
    assert not with_another.value.permanent


def test_a_missing_key_is_permanent(provider: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")

    with pytest.raises(OutsideError, match="openai/good: the key is missing or refused") as raised:
        ask("good", timeout=10)

    assert raised.value.permanent


def test_an_unreachable_provider_may_be_tried_again(
    provider: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")

    with pytest.raises(OutsideError) as raised:
        ask("good")

    assert not raised.value.permanent


def test_a_misspelt_model_is_named_and_does_not_take_the_others_with_it(provider: FakeModel) -> None:
    messages = [Message("user", "hello")]
    language = LitellmLanguage(["nobody-knows-this", "openai/good"], timeout_seconds=2)
    alone = LitellmLanguage(["nobody-knows-this"], timeout_seconds=2)

    assert language.complete(messages, schema=SCHEMA, schema_name="decision", seconds=5).position == 1
    with pytest.raises(OutsideError, match="nobody-knows-this") as raised:
        alone.complete(messages, schema=SCHEMA, schema_name="decision", seconds=5)
    assert raised.value.permanent


@pytest.mark.parametrize("failing", ["slow", "limited", "broken", "closed", "malformed", "endless"])
def test_no_error_and_no_log_repeats_the_prompt_or_the_key(
    provider: FakeModel, failing: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)

    with pytest.raises(OutsideError) as raised:
        ask(failing, timeout=3)

    told = raised.value.reason + caplog.text + "".join(capfd.readouterr())
    assert SECRET not in told
    assert "sk-very-secret" not in told


@pytest.fixture
def debugging(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """LOG_LEVEL=DEBUG, and the loggers as they were afterwards."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    logs.set_up_logs("DEBUG")
    yield
    logs.set_up_logs("INFO")
    root.handlers[:] = before[0]
    root.setLevel(before[1])


@pytest.mark.usefixtures("debugging")
@pytest.mark.parametrize("model", ["good", "broken"])
def test_a_debugging_log_does_not_repeat_the_prompt_either(
    provider: FakeModel, model: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with contextlib.suppress(OutsideError):
        ask(model, timeout=3)

    assert wire_names(provider)
    assert SECRET not in "".join(capfd.readouterr())


def test_the_doctor_hears_from_each_model(provider: FakeModel) -> None:
    language = LitellmLanguage(["openai/good", "openai/closed"], timeout_seconds=5)

    assert "answered in" in language.probe(0)
    with pytest.raises(OutsideError, match="openai/closed: the key"):
        language.probe(1)
