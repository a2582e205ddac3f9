"""Two speech workers with WhisperX, ten interviews at once: each gets its own words, and none waits for another."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session

from interview_app import models
from interview_app.adapters import sqlalchemy_engine
from interview_app.adapters.rq_queue import RqQueue
from interview_app.domain import interview, recording
from interview_app.usecases import answering, receiving, recordings, workers
from tests import factories
from tests.installation import Installation, patience, wait_until
from tests.kill import faults, rows

pytestmark = [pytest.mark.kill, pytest.mark.slow, pytest.mark.speech, pytest.mark.timeout(300)]
SAID = (
    "I led the migration of our billing service.",
    "We reduced the cost by twenty percent in five months.",
    "After that the team launched the new payment system.",
    "The engineers tested it because the old database was slow.",
    "Our manager planned the release with ten people.",
    "Then we fixed the errors in the search pipeline.",
    "They built a small dashboard for the first customers.",
    "She reviewed the code of the mobile app in three weeks.",
    "He wrote an old report about the design of the website.",
)
LONG = " ".join([*SAID, *reversed(SAID)])
TEXTS = (LONG, *SAID)
WORKERS = ("speech-1", "speech-2")
RIGHT = 0.9
"""Of the words in order; the small model mishears one in a hundred or so."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One interview's answer."""

    turn_id: int
    text: str
    sound: rows.Sound


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Redis and two speech workers, their models loaded."""
    with (
        Installation(tmp_path_factory.mktemp("many"), WHISPERX_THREADS="1") as made,
        patience(made),
    ):
        made.make_tables()
        made.start_redis()
        for name in WORKERS:
            made.start_worker("speech", name)
        yield made


@pytest.fixture(scope="module")
def engine(installation: Installation) -> Iterator[Engine]:
    """As the product sets it up: ten write at once."""
    url = installation.database_url
    made = create_engine(url, **sqlalchemy_engine.options(url, threads=12))
    sqlalchemy_engine.prepare(made)
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> list[rows.Sound]:
    folder: Path = tmp_path_factory.mktemp("sounds")
    return [rows.record(folder, text) for text in TEXTS]


def begun(engine: Engine, sounds: list[rows.Sound]) -> list[Answer]:
    """Ten candidates, each before the first question of an interview of their own."""
    answers = []
    with Session(engine, expire_on_commit=False) as session:
        for text, sound in zip(TEXTS, sounds, strict=True):
            seat = factories.seat(
                session, state=interview.SessionState.RUNNING, created_at=rows.now(), last_seen_at=rows.now()
            )
            asked = factories.asked(session, seat, created_at=rows.now(), shown_at=rows.now())
            answering.begin_answer(session, asked, clock=rows.now)
            answers.append(Answer(asked.id, text, sound))
    return answers


def record(
    engine: Engine, answer: Answer, *, heard_by: RqQueue | None = None, pause_seconds: float = 0
) -> str:
    """Store it piece by piece, heard meanwhile if somebody can be woken. Returns the take's key."""
    take = str(uuid.uuid4())
    with Session(engine, expire_on_commit=False) as session:
        asked = session.get_one(models.Turn, answer.turn_id)
        for seq, piece in enumerate(answer.sound.pieces):
            receiving.store_chunk(
                session, asked, take_key=take, seq=seq, body=piece, sha256=rows.digest_of(piece),
                mime="audio/webm", clock=rows.now, heard_by=heard_by,
            )  # fmt: skip
            time.sleep(pause_seconds)
    return take


def submit(engine: Engine, installation: Installation, answer: Answer, take: str) -> None:
    with Session(engine, expire_on_commit=False) as session:
        answering.seal_recording(
            session,
            session.get_one(models.Turn, answer.turn_id),
            [recording.TakeDeclared(take, len(answer.sound.pieces), answer.sound.milliseconds)],
            queue=RqQueue(installation.env["REDIS_URL"]),
            clock=rows.now,
            patience_seconds=3600,
        )


def in_order_of_their_words(installation: Installation, answers: list[Answer]) -> list[int]:
    """The answers' places in the list, the first one heard first; waits for all."""
    wanted = {answer.turn_id: at for at, answer in enumerate(answers)}
    order: list[int] = []

    def all_heard() -> bool:
        with rows.opened(installation) as session:
            heard = session.scalars(
                select(models.Transcript.turn_id)
                .where(models.Transcript.turn_id.in_(wanted))
                .order_by(models.Transcript.id)
            )
            order[:] = [wanted[turn_id] for turn_id in heard]
        return len(order) == len(answers)

    wait_until(all_heard, 180)
    return order


def likeness(first: str, second: str) -> float:
    plain = [[word.strip(".,").lower() for word in text.split()] for text in (first, second)]
    return SequenceMatcher(None, *plain, autojunk=False).ratio()


def recordings_kept(installation: Installation) -> int:
    """How many answers can be played: that is made when the words have gone on."""
    with rows.opened(installation) as session:
        return session.scalar(select(func.count()).select_from(models.AnswerAudio)) or 0


def assert_each_has_its_own_words_once(installation: Installation, answers: list[Answer]) -> None:
    wait_until(lambda: recordings_kept(installation) == len(answers))
    with rows.opened(installation) as session:
        for answer in answers:
            words = session.scalars(
                select(models.Transcript).where(models.Transcript.turn_id == answer.turn_id)
            ).one()
            assert likeness(words.text, answer.text) >= RIGHT, (words.text, answer.text)
            assert max(TEXTS, key=lambda text: likeness(words.text, text)) == answer.text
            kept = session.scalar(
                select(func.count())
                .select_from(models.AnswerAudio)
                .where(models.AnswerAudio.turn_id == answer.turn_id)
            )
            assert kept == 1
            (take,) = recordings.takes_of(session, session.get_one(models.Turn, answer.turn_id))
            pieces = session.get_one(models.Hearing, take.id).pieces
            assert [piece["start_ms"] for piece in pieces] == [0, *(one["end_ms"] for one in pieces[:-1])]
            assert abs(pieces[-1]["end_ms"] - answer.sound.milliseconds) < 200


@pytest.fixture
def listening(installation: Installation) -> None:
    wait_until(lambda: all(b"worker_ready" in installation.log(name) for name in WORKERS), 120)
    with rows.opened(installation) as session:
        assert len(workers.known(session)) == len(WORKERS)


@pytest.mark.usefixtures("listening")
def test_short_answers_do_not_wait_for_a_long_one_that_came_before_them(
    installation: Installation, engine: Engine, sounds: list[rows.Sound]
) -> None:
    answers = begun(engine, sounds)
    takes = [record(engine, answer) for answer in answers]
    for answer, take in zip(answers, takes, strict=True):
        submit(engine, installation, answer, take)
    order = in_order_of_their_words(installation, answers)
    assert_each_has_its_own_words_once(installation, answers)
    assert order[-1] == 0, f"the long answer was heard before a short one: {order}"


@pytest.mark.usefixtures("listening")
@pytest.mark.skipif(
    not faults.LONG, reason="at the pace of speech, for `make kill-test`; the other one is for `make test`"
)
def test_ten_candidates_speak_at_once_and_each_is_heard_while_speaking(
    installation: Installation, engine: Engine, sounds: list[rows.Sound]
) -> None:
    answers = begun(engine, sounds)
    waited: dict[int, float] = {}

    def take_the_interview(at: int, answer: Answer) -> None:
        pace = answer.sound.milliseconds / 1000 / len(answer.sound.pieces)
        take = record(engine, answer, heard_by=RqQueue(installation.env["REDIS_URL"]), pause_seconds=pace)
        submit(engine, installation, answer, take)
        began = time.monotonic()
        in_order_of_their_words(installation, [answer])
        waited[at] = time.monotonic() - began

    candidates = [threading.Thread(target=take_the_interview, args=one) for one in enumerate(answers)]
    for one in candidates:
        one.start()
    for one in candidates:
        one.join()
    assert len(waited) == len(answers)
    assert_each_has_its_own_words_once(installation, answers)
    assert max(waited.values()) < 45, waited
