"""The voices to choose from: listed by a worker, kept with their samples."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.models import Voice
from interview_app.usecases import steps, voices
from tests.conftest import Clock, on_both_databases
from tests.fakes.in_process import Blobs, Queue

pytestmark = on_both_databases
AWAY = ports.OutsideError("ElevenLabs failed (status 500).")


def offered(name: str, *languages: str) -> ports.OfferedVoice:
    return ports.OfferedVoice(
        voice_id=f"{name}Id", name=name, about="calm", languages=languages, sample_url=None
    )


class Catalogue:
    """An account with these voices; those named in `mute` have no sample."""

    def __init__(self, *names: str, mute: tuple[str, ...] = ()) -> None:
        self.names, self.mute = names, mute
        self.sampled: list[str] = []

    def voices(self) -> tuple[ports.OfferedVoice, ...]:
        if not self.names:
            raise AWAY
        return tuple(offered(name, "en") for name in self.names)

    def sample(self, voice: ports.OfferedVoice) -> ports.Speech:
        self.sampled.append(voice.name)
        if voice.name in self.mute:
            raise AWAY
        return ports.Speech(audio=voice.name.encode(), mime="audio/mpeg", characters=(), model="")


def _list(session: Session, clock: Clock, catalogue: Catalogue | None, blobs: Blobs) -> None:
    queue = Queue()
    voices.refresh(session, queue=queue, clock=clock)
    assert queue.kinds == ["list_voices"]
    _go_on(session, clock, catalogue, blobs, queue)


def _go_on(session: Session, clock: Clock, catalogue: Catalogue | None, blobs: Blobs, queue: Queue) -> None:
    mine = steps.claim(session, queue.woken[-1][0])
    assert mine is not None
    voices.list_voices(session, mine, catalogue=catalogue, blobs=blobs, queue=queue, clock=clock)


def _rows(session: Session) -> list[Voice]:
    session.expire_all()
    return list(session.scalars(select(Voice).order_by(Voice.position)))


def test_the_account_s_voices_are_kept_with_their_samples(session: Session, clock: Clock) -> None:
    blobs = Blobs()
    _list(session, clock, Catalogue("Ann", "Bob"), blobs)
    rows = _rows(session)
    assert [(one.name, one.voice_id, one.languages) for one in rows] == [
        ("Ann", "AnnId", ["en"]),
        ("Bob", "BobId", ["en"]),
    ]
    assert [blobs.get(one.sample_blob_key or "") for one in rows] == [b"Ann", b"Bob"]
    listed = voices.the_list(session)
    assert listed is not None
    assert listed.listed_at is not None


def test_a_sample_is_fetched_once(session: Session, clock: Clock) -> None:
    blobs, catalogue = Blobs(), Catalogue("Ann", "Bob")
    _list(session, clock, catalogue, blobs)
    _list(session, clock, catalogue, blobs)
    assert catalogue.sampled == ["Ann", "Bob"]


def test_many_samples_are_fetched_in_portions_and_others_get_their_turn(
    session: Session, clock: Clock
) -> None:
    blobs, queue = Blobs(), Queue()
    names = [f"Voice{number}" for number in range(1, 2 * voices.PORTION + 2)]
    catalogue = Catalogue(*names, mute=("Voice3",))
    voices.refresh(session, queue=queue, clock=clock)
    for done in (voices.PORTION, 2 * voices.PORTION, len(names)):
        _go_on(session, clock, catalogue, blobs, queue)
        assert catalogue.sampled == names[:done]
        assert len(_rows(session)) == len(names), "all can be chosen at once"
        step = voices.listing_step(session, voices.the_list(session))
        assert voices.is_listing(step) is (done < len(names))


def test_a_voice_that_the_account_names_twice_is_listed_once(session: Session, clock: Clock) -> None:
    _list(session, clock, Catalogue("Ann", "Bob", "Ann"), Blobs())
    assert [(one.name, one.position) for one in _rows(session)] == [("Ann", 1), ("Bob", 2)]


def test_a_voice_that_left_the_account_leaves_the_list_with_its_sample(
    session: Session, clock: Clock
) -> None:
    blobs = Blobs()
    _list(session, clock, Catalogue("Ann", "Bob"), blobs)
    _list(session, clock, Catalogue("Cleo", "Bob"), blobs)
    assert [(one.name, one.position) for one in _rows(session)] == [("Cleo", 1), ("Bob", 2)]
    assert sorted(body for body, _ in blobs.kept.values()) == [b"Bob", b"Cleo"]


def test_a_sample_that_does_not_come_costs_no_other_and_is_tried_again(
    session: Session, clock: Clock
) -> None:
    blobs = Blobs()
    _list(session, clock, Catalogue("Ann", "Bob", mute=("Ann",)), blobs)
    assert [(one.sample_blob_key is None, one.sample_failure) for one in _rows(session)] == [
        (True, AWAY.reason),
        (False, None),
    ]
    _list(session, clock, Catalogue("Ann", "Bob"), blobs)
    assert [one.sample_failure for one in _rows(session)] == [None, None]


def test_a_list_that_does_not_come_leaves_the_old_one(session: Session, clock: Clock) -> None:
    blobs = Blobs()
    _list(session, clock, Catalogue("Ann"), blobs)
    with pytest.raises(ports.OutsideError):
        _list(session, clock, Catalogue(), blobs)
    assert [one.name for one in _rows(session)] == ["Ann"]


def test_without_a_provider_the_step_says_so(session: Session, clock: Clock) -> None:
    with pytest.raises(ports.OutsideError, match="ELEVENLABS_API_KEY"):
        _list(session, clock, None, Blobs())
