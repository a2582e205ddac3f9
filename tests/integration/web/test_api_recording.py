"""The recorder's protocol: chunks, finish, writing, clocks; and that nobody reaches another's answer."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from interview_app.domain.turn import TurnState
from interview_app.models import AnswerMode, Chunk, StepKind, Take, Turn
from interview_app.usecases import housekeeping, receiving
from tests.conftest import Clock
from tests.fakes import in_process
from tests.stage import Candidate, Stage

WEBM = b"\x1a\x45\xdf\xa3" + b"head of a recording"
TAKE = "6f1c2a0e-0b5e-4a7e-9d3c-2f0d6a1b4c11"
OTHER_TAKE = "0e9f7a52-7c57-4c3c-8f4b-5f6f2a9a1d22"


@pytest.fixture
def stage(tmp_path: Path, clock: Clock) -> Iterator[Stage]:
    made = Stage(tmp_path, clock)
    yield made
    made.close()


@pytest.fixture
def candidate(stage: Stage) -> Candidate:
    return answering(stage)


def answering(stage: Stage, **guide: Any) -> Candidate:
    """A candidate whose first answer has begun."""
    candidate = stage.in_the_room(**guide)
    turn_id = newest_turn(stage).id
    candidate.get("/interview/room")
    candidate.say(f"/api/turns/{turn_id}/begin")
    return candidate


def newest_turn(stage: Stage) -> Turn:
    with stage.session() as session:
        return session.scalars(select(Turn).order_by(Turn.id.desc())).first() or Turn()


def send(
    candidate: Candidate, seq: int, body: bytes = b"", *, take: str = TAKE, turn: int = 1, **more: Any
) -> Any:
    content = body or (WEBM if seq == 0 else f"chunk {seq}".encode())
    digest = more.pop("sha256", hashlib.sha256(content).hexdigest())
    return candidate.put_chunk(f"/api/turns/{turn}/takes/{take}/chunks/{seq}", content, digest, **more)


def finish(candidate: Candidate, *takes: tuple[str, int, int], turn: int = 1) -> Any:
    declared = [{"take": take, "chunks": chunks, "milliseconds": ms} for take, chunks, ms in takes]
    return candidate.say(f"/api/turns/{turn}/finish", {"takes": declared})


def test_a_chunk_is_stored_once_however_often_it_comes(stage: Stage, candidate: Candidate) -> None:
    assert send(candidate, 0).status_code == 201
    assert send(candidate, 0).status_code == 200
    with stage.session() as session:
        assert session.scalar(select(func.count()).select_from(Chunk)) == 1


def test_chunks_may_come_in_any_order_and_are_listed(candidate: Candidate) -> None:
    for seq in (2, 0, 1):
        assert send(candidate, seq).status_code == 201
    assert candidate.get("/api/turns/1/chunks").json == {"takes": {TAKE: [0, 1, 2]}}


def test_other_bytes_in_the_same_place_are_refused(candidate: Candidate) -> None:
    send(candidate, 1, b"first")
    refused = send(candidate, 1, b"second")
    assert (refused.status_code, refused.json["error"]) == (409, "conflict")


def test_a_damaged_chunk_is_refused_so_that_it_comes_again(candidate: Candidate) -> None:
    for digest in ("0" * 64, "", "ü" * 8):
        refused = send(candidate, 0, sha256=digest.encode().decode("latin-1"))
        assert (refused.status_code, refused.json["error"]) == (422, "checksum")
    assert send(candidate, 0).status_code == 201


@pytest.mark.parametrize("size", [1024 * 1024 + 1, 1024 * 1024 + 5000])
def test_a_chunk_over_one_mebibyte_is_refused(candidate: Candidate, size: int) -> None:
    assert send(candidate, 1, b"x" * size).status_code == 413


def test_a_chunk_of_exactly_one_mebibyte_is_taken(candidate: Candidate) -> None:
    assert send(candidate, 1, b"x" * 1024 * 1024).status_code == 201


@pytest.mark.parametrize(
    ("body", "kind"), [(b"GIF89a and more of it", "audio/webm"), (WEBM, "image/gif"), (WEBM, "text/html")]
)
def test_what_is_no_recording_is_refused(candidate: Candidate, body: bytes, kind: str) -> None:
    assert send(candidate, 0, body, content_type=kind).status_code == 422


def test_a_type_with_its_codec_is_understood(candidate: Candidate) -> None:
    assert send(candidate, 0, content_type="audio/webm;codecs=opus").status_code == 201


@pytest.mark.parametrize(("seq", "status"), [(4000, 422), (10**12, 404)])
def test_an_impossible_number_is_refused(candidate: Candidate, seq: int, status: int) -> None:
    assert send(candidate, seq, b"x").status_code == status


def test_a_take_without_a_proper_name_has_no_address(candidate: Candidate) -> None:
    assert send(candidate, 0, take="..").status_code == 404
    assert send(candidate, 0, take="not-a-uuid").status_code == 404


def test_nothing_is_recorded_before_the_answer_begins(stage: Stage) -> None:
    candidate = stage.in_the_room()
    candidate.get("/interview/room")
    early = send(candidate, 0)
    assert (early.status_code, early.json["error"]) == (409, "not_yet")


def test_finish_names_the_gaps_and_seals_when_they_are_closed(stage: Stage, candidate: Candidate) -> None:
    send(candidate, 0)
    send(candidate, 3)
    missing = finish(candidate, (TAKE, 4, 3900), (OTHER_TAKE, 1, 400))
    assert missing.status_code == 409
    assert missing.json["gaps"] == {TAKE: [1, 2], OTHER_TAKE: [0]}
    assert newest_turn(stage).state is TurnState.ANSWERING
    for seq in (1, 2):
        send(candidate, seq)
    send(candidate, 0, take=OTHER_TAKE)
    sealed = finish(candidate, (TAKE, 4, 3900), (OTHER_TAKE, 1, 400))
    assert (sealed.status_code, sealed.json["phase"]) == (202, "working")
    assert newest_turn(stage).mode is AnswerMode.VOICE
    assert "transcribe" in stage.queue.kinds


def test_finishing_twice_says_the_same_and_works_once(stage: Stage, candidate: Candidate) -> None:
    send(candidate, 0)
    assert finish(candidate, (TAKE, 1, 900)).status_code == 202
    assert finish(candidate, (TAKE, 1, 900)).status_code == 202
    assert stage.queue.kinds.count("transcribe") == 1


def test_after_the_seal_a_new_chunk_is_too_late_and_a_known_one_is_not(candidate: Candidate) -> None:
    send(candidate, 0)
    finish(candidate, (TAKE, 1, 900))
    late = send(candidate, 1)
    assert (late.status_code, late.json["error"]) == (409, "sealed")
    assert send(candidate, 0).status_code == 200


def test_an_answer_of_nothing_is_not_taken_while_there_is_time(candidate: Candidate) -> None:
    refused = finish(candidate)
    assert refused.status_code == 422
    assert "Nothing was recorded" in refused.json["message"]


def test_when_the_time_is_over_an_answer_of_nothing_goes_on(
    stage: Stage, candidate: Candidate, clock: Clock
) -> None:
    clock.tick(121)
    assert finish(candidate).status_code == 202
    answered = newest_turn(stage)
    assert answered.mode is None
    assert answered.state is TurnState.TRANSCRIBED


def test_a_browser_gives_up_what_it_no_longer_has(stage: Stage, candidate: Candidate) -> None:
    for seq in (0, 1, 3):
        send(candidate, seq)
    incomplete = finish(candidate, (TAKE, 4, 4000))
    assert (incomplete.status_code, incomplete.json["gaps"]) == (409, {TAKE: [2]})
    lost = {"take": TAKE, "chunks": 4, "milliseconds": 4000, "missing": [2]}
    assert candidate.say("/api/turns/1/finish", {"takes": [lost]}).status_code == 202
    with stage.session() as session:
        assert session.scalars(select(Take.declared_chunks)).one() == 4


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"takes": "all"},
        {"takes": [], "more": 1},
        {"takes": [{"take": TAKE, "chunks": -1, "milliseconds": 0}]},
        {"takes": [{"take": TAKE, "chunks": 1, "milliseconds": 10**9}]},
        {"takes": [{"take": TAKE, "chunks": "1", "milliseconds": 1}]},
        {"takes": [{"take": "../../etc", "chunks": 1, "milliseconds": 1}]},
        {"takes": [{"take": TAKE, "chunks": 1, "milliseconds": 1}] * 41},
        {"takes": [{"take": TAKE, "chunks": 0, "milliseconds": 1}] * 2},
        {"takes": [{"take": TAKE, "chunks": 2, "milliseconds": 1, "missing": [2]}]},
        {"takes": [{"take": TAKE, "chunks": 2, "milliseconds": 1, "missing": [-1]}]},
        {"takes": [{"take": TAKE, "chunks": 2, "milliseconds": 1, "missing": [1, 1]}]},
        {"takes": [{"take": TAKE, "chunks": 2, "milliseconds": 1, "missing": ["1"]}]},
        {"takes": [{"take": TAKE, "chunks": 2, "milliseconds": 1, "missing": {"1": 1}}]},
        {"takes": [{"take": TAKE, "chunks": 4000, "milliseconds": 1, "missing": list(range(4001))}]},
        [],
    ],
)
def test_an_absurd_declaration_is_refused_without_repeating_it(candidate: Candidate, body: Any) -> None:
    send(candidate, 0)
    refused = candidate.say("/api/turns/1/finish", body)
    assert refused.status_code == 422
    assert "etc" not in refused.text


def test_an_answer_in_writing_is_sealed_with_its_words(stage: Stage, candidate: Candidate) -> None:
    assert candidate.say("/api/turns/1/written", {"text": " \n "}).status_code == 422
    assert candidate.say("/api/turns/1/written", {"text": "x" * 20_001}).status_code == 422
    assert candidate.say("/api/turns/1/written", {"text": "I led the move."}).status_code == 202
    answered = newest_turn(stage)
    assert (answered.mode, answered.written_text) == (AnswerMode.WRITTEN, "I led the move.")
    assert "decide" in stage.queue.kinds


def test_an_answer_is_recorded_again_only_as_often_as_allowed(stage: Stage) -> None:
    candidate = answering(stage, attempts_allowed=2)
    send(candidate, 0)
    assert candidate.say("/api/turns/1/again").status_code == 200
    assert candidate.get("/api/turns/1/chunks").json == {"takes": {}}
    refused = candidate.say("/api/turns/1/again")
    assert (refused.status_code, refused.json["error"]) == (409, "wrong_state")


def test_the_clock_is_the_server_s_and_stands_until_the_answer_begins(stage: Stage, clock: Clock) -> None:
    candidate = stage.in_the_room(thinking_seconds=15)
    candidate.get("/interview/room")
    shown = candidate.say("/api/turns/1/shown").json
    clock.tick(10)
    before = candidate.say("/api/alive", {"turn": 1}).json
    begun = candidate.say("/api/turns/1/begin").json
    clock.tick(7)
    after = candidate.say("/api/alive", {"turn": 1}).json
    assert (shown["phase"], before["answer_ms"], before["interview_ms"]) == ("asking", 120_000, 600_000)
    assert (begun["phase"], begun["answer_ms"]) == ("answering", 120_000)
    assert (after["answer_ms"], after["interview_ms"]) == (113_000, 593_000)


def test_beginning_twice_does_not_start_the_clock_again(candidate: Candidate, clock: Clock) -> None:
    clock.tick(5)
    assert candidate.say("/api/turns/1/begin").json["answer_ms"] == 115_000


def test_the_time_that_a_browser_was_away_is_given_back(candidate: Candidate, clock: Clock) -> None:
    clock.tick(60)
    assert candidate.say("/api/alive", {"turn": 1}).json["answer_ms"] == 120_000


def test_an_absence_is_given_back_even_if_a_kept_chunk_comes_first(
    candidate: Candidate, clock: Clock
) -> None:
    clock.tick(600)
    assert send(candidate, 0).status_code == 201
    assert candidate.say("/api/alive", {"turn": 1}).json["answer_ms"] == 120_000


def test_an_absence_before_the_answer_does_not_use_up_its_time(stage: Stage, clock: Clock) -> None:
    candidate = stage.in_the_room()
    candidate.get("/interview/room")
    candidate.say("/api/turns/1/shown")
    clock.tick(3600)
    candidate.say("/api/turns/1/shown")
    clock.tick(10)
    assert candidate.say("/api/turns/1/begin").json["answer_ms"] == 120_000


def test_a_browser_that_never_begins_cannot_stop_the_clock(stage: Stage, clock: Clock) -> None:
    candidate = stage.in_the_room(thinking_seconds=15)
    candidate.get("/interview/room")
    candidate.say("/api/turns/1/shown")
    for _ in range(12):
        clock.tick(10)
        candidate.say("/api/alive", {"turn": 1})
    assert candidate.say("/api/turns/1/begin").json["answer_ms"] < 50_000


def test_a_stamp_changes_with_every_phase_and_attempt(stage: Stage) -> None:
    candidate = stage.in_the_room(attempts_allowed=2)
    candidate.get("/interview/room")
    stamps = [candidate.say("/api/alive", {"turn": 1}).json["stamp"]]
    stamps += [candidate.say(f"/api/turns/1/{path}").json["stamp"] for path in ("begin", "again")]
    stamps.append(candidate.say("/api/turns/1/written", {"text": "words"}).json["stamp"])
    assert len(set(stamps)) == 4


ALL = [
    ("POST", "/api/turns/1/shown", {}),
    ("POST", "/api/turns/1/begin", {}),
    ("POST", "/api/turns/1/again", {}),
    ("POST", "/api/turns/1/written", {"text": "mine now"}),
    ("POST", "/api/turns/1/finish", {"takes": []}),
    ("POST", "/api/alive", {"turn": 1}),
    ("GET", "/api/turns/1/chunks", None),
    ("GET", "/speech/1", None),
    ("PUT", f"/api/turns/1/takes/{TAKE}/chunks/0", None),
]


@pytest.mark.parametrize(("method", "path", "body"), ALL, ids=[f"{method} {path}" for method, path, _ in ALL])
@pytest.mark.parametrize("who", ["another candidate", "a stranger"])
def test_nobody_reaches_another_candidate_s_answer(
    stage: Stage, candidate: Candidate, method: str, path: str, body: Any, who: str
) -> None:
    charlie = stage.in_the_room() if who == "another candidate" else stage.candidate()
    charlie.get("/interview")
    charlie.get("/interview/room")
    options: dict[str, Any] = {"json": body} if body is not None else {"data": WEBM}
    digest = hashlib.sha256(WEBM).hexdigest()
    headers = charlie._headers({"headers": {"X-Chunk-SHA256": digest}})
    if method == "PUT":
        options["content_type"] = "audio/webm"
    response = charlie.client.open(path, method=method, headers=headers, **options)
    assert response.status_code == 404
    with stage.session() as session:
        mine = session.get_one(Turn, 1)
        assert (mine.state, mine.attempt, mine.written_text) == (TurnState.ANSWERING, 1, "")
        assert session.scalar(select(func.count()).select_from(Chunk)) == 0


@pytest.mark.parametrize(
    ("method", "path", "body"), [one for one in ALL if one[0] != "GET"], ids=lambda one: str(one)[:40]
)
def test_every_write_needs_the_page_s_token(candidate: Candidate, method: str, path: str, body: Any) -> None:
    options: dict[str, Any] = (
        {"json": body} if body is not None else {"data": WEBM, "content_type": "audio/webm"}
    )
    refused = candidate.client.open(path, method=method, **options)
    assert (refused.status_code, refused.json["error"]) == (400, "csrf")


def test_too_many_requests_are_slowed_down_by_seat(tmp_path: Path, clock: Clock) -> None:
    stage = Stage(tmp_path, clock, candidate_rate="8 per minute")
    busy, calm = answering(stage), None
    answers = [busy.say("/api/alive", {"turn": 1}) for _ in range(9)]
    limited = answers[-1]
    assert answers[0].status_code == 200
    assert limited.status_code == 429
    assert int(limited.headers["Retry-After"]) > 0
    calm = answering(stage)
    assert calm.say("/api/alive", {"turn": 2}).status_code == 200
    stage.close()


def test_the_room_waits_for_its_voice_only_so_long(tmp_path: Path, clock: Clock) -> None:
    stage = Stage(tmp_path, clock, elevenlabs_api_key="a key", voice_patience_seconds=8)
    candidate = stage.in_the_room()
    assert 'data-phase="preparing"' in candidate.get("/interview/turn").text
    assert StepKind.VOICE in stage.queue.kinds
    clock.tick(9)
    assert 'data-phase="asking"' in candidate.get("/interview/turn").text
    stage.close()


def test_the_partial_is_not_sent_again_while_nothing_changed(stage: Stage, candidate: Candidate) -> None:
    stamp = candidate.say("/api/alive", {"turn": 1}).json["stamp"]
    assert candidate.get(f"/interview/turn?seen={stamp}").status_code == 204
    candidate.say("/api/turns/1/written", {"text": "words"})
    page = candidate.get(f"/interview/turn?seen={stamp}").text
    assert "Your answer is safe" in page
    assert 'hx-trigger="load, every 250ms"' in page


def test_the_question_is_escaped_and_its_label_shown(stage: Stage, candidate: Candidate) -> None:
    with stage.session() as session:
        session.get_one(Turn, 1).text = "<img src=x onerror=alert(1)> hx-get=/logout?"
        session.commit()
    page = candidate.get("/interview/room").text
    assert "<img src=x" not in page
    assert "Question 1 of 3" in page


def test_a_take_name_is_one_that_browsers_make() -> None:
    assert str(uuid.UUID(TAKE)) == TAKE


def test_a_chunk_says_which_attempt_it_belongs_to(stage: Stage) -> None:
    candidate = answering(stage, attempts_allowed=2)
    candidate.say("/api/turns/1/again")
    late = send(candidate, 0, headers={"X-Attempt": "1"})
    assert (late.status_code, late.json["error"]) == (409, "conflict")
    assert send(candidate, 0, headers={"X-Attempt": "second"}).status_code == 422
    assert send(candidate, 0, headers={"X-Attempt": "2"}).status_code == 201


def test_a_chunk_of_an_interview_that_is_erased_meanwhile_finds_no_answer(
    stage: Stage, candidate: Candidate, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_ahead = receiving._read_ahead  # between it and the lock is where another may erase

    def then_erased(session: Session, *given: Any) -> Any:
        there = read_ahead(session, *given)
        with stage.session() as another:
            housekeeping.erase(another, 1, blobs=in_process.Blobs())
        return there

    monkeypatch.setattr(receiving, "_read_ahead", then_erased)
    assert send(candidate, 0).status_code == 404


def test_the_same_chunk_twice_at_once_is_stored_once(
    stage: Stage, candidate: Candidate, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(candidate, 0)
    read_ahead, once = receiving._read_ahead, iter([True])

    def then_the_other_came(session: Session, *given: Any) -> Any:
        there = read_ahead(session, *given)
        if next(once, False):
            assert send(candidate, 1).status_code == 201
        return there

    monkeypatch.setattr(receiving, "_read_ahead", then_the_other_came)
    assert send(candidate, 1).status_code == 200


def test_a_sign_of_life_after_a_chunk_takes_no_lock(stage: Stage, candidate: Candidate, clock: Clock) -> None:
    clock.tick(20)
    send(candidate, 0)
    clock.tick(1)
    with stage.session() as another:
        another.execute(text("update users set name = name"))  # whoever wants to write now waits
        assert candidate.say("/api/alive", {"turn": 1}).status_code == 200


@pytest.mark.parametrize(("settings", "woken"), [({}, 1), ({"speculation": False}, 0)], ids=["on", "off"])
def test_a_pause_is_heeded_where_the_next_step_is_prepared(
    tmp_path: Path, clock: Clock, settings: dict[str, Any], woken: int
) -> None:
    stage = Stage(tmp_path, clock, llm_models="first", **settings)
    candidate = answering(stage)
    stage.queue.woken.clear()
    send(candidate, 0, headers={"X-Paused": "0"})
    assert stage.queue.woken == []
    send(candidate, 1, headers={"X-Paused": "1"})
    assert [kind for _step, kind in stage.queue.woken] == [StepKind.LISTEN] * woken
    stage.close()
