"""Recordings, spoken questions and résumés: for whom they are, in the pieces that a player asks for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from interview_app import models, ports
from interview_app.models import ResumeState
from tests import factories
from tests.office import Office, Visitor
from tests.stage import Candidate, Stage

SOUND = bytes(range(200))
RECORDING = "answers/1/answer.webm"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    stage = Stage(tmp_path_factory.mktemp("media"), login_rate="1000 per minute")
    yield Office(stage)
    stage.close()


@pytest.fixture(scope="module")
def reader(office: Office) -> Visitor:
    """A reviewer at work."""
    return office.reviewer()


def keep(office: Office, key: str, body: bytes = SOUND, mime: str = "audio/webm") -> None:
    with office.stage.app.app_context():
        office.stage.ports.blobs.put(key, body, mime=mime)


def in_the_room(office: Office) -> tuple[Candidate, int]:
    """A candidate in front of the first question, and its turn's id."""
    candidate = office.stage.in_the_room()
    with office.stage.session() as session:
        return candidate, session.scalars(select(func.max(models.Turn.id))).one()


def recorded(office: Office) -> int:
    """The id of a turn whose recording is stored."""
    with office.stage.session() as session:
        asked = factories.asked(session, factories.seat(session))
        session.add(
            models.AnswerAudio(
                turn_id=asked.id, blob_key=RECORDING, mime="audio/webm", duration_ms=1000,
                declared_ms=1000, missing_ms=0, gaps=[], created_at=factories.NOW,
            )
        )  # fmt: skip
        session.commit()
        turn_id = asked.id
    keep(office, RECORDING)
    return turn_id


def spoken(office: Office, turn_id: int) -> None:
    with office.stage.session() as session:
        clip = models.SpeechClip(
            key=f"{turn_id:064}", blob_key="speech/k", mime="audio/mpeg", model="m", duration_ms=1000, characters=[],
            created_at=factories.NOW,
        )  # fmt: skip
        session.add(clip)
        session.flush()
        session.get_one(models.Turn, turn_id).speech_clip_id = clip.id
        session.commit()
    keep(office, "speech/k", mime="audio/mpeg")


def uploaded(office: Office, **changes: object) -> int:
    with office.stage.session() as session:
        seat = factories.seat(session)
        columns = {"display_name": "../my résumé.pdf", "blob_key": "resumes/1.pdf", "state": ResumeState.READ}
        resume = models.Resume(interview_session_id=seat.id, created_at=factories.NOW, **(columns | changes))
        session.add(resume)
        session.commit()
        resume_id = resume.id
    keep(office, "resumes/1.pdf", b"%PDF-1.7 mine", mime="application/pdf")
    return resume_id


# Recordings


def test_a_recording_is_sent_whole(office: Office, reader: Visitor) -> None:
    answer = reader.get(f"/turns/{recorded(office)}/audio")

    assert (answer.status_code, answer.data, answer.mimetype) == (200, SOUND, "audio/webm")
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_no_cache_keeps_what_belongs_to_a_person(office: Office, reader: Visitor) -> None:
    for path in (f"/turns/{recorded(office)}/audio", f"/resumes/{uploaded(office)}"):
        assert reader.get(path).headers["Cache-Control"] == "no-store"
    with reader.get("/static/css/candid.css") as style:
        assert "no-store" not in style.headers["Cache-Control"]


def test_a_store_that_is_away_is_said_in_one_sentence_and_may_be_asked_again(
    office: Office, reader: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_key: str) -> bytes:
        raise ports.OutsideError("The bucket does not answer.", retry_after_seconds=6.2)

    turn_id = recorded(office)
    monkeypatch.setattr(office.stage.ports.blobs, "get", away)

    answer = reader.get(f"/turns/{turn_id}/audio")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "7")
    assert "The bucket does not answer." in answer.text


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [("bytes=0-9", 0, 9), ("bytes=150-", 150, 199), ("bytes=-20", 180, 199), ("bytes=190-5000", 190, 199)],
)
def test_a_player_gets_the_part_it_asks_for(
    office: Office, reader: Visitor, wanted: str, first: int, last: int
) -> None:
    answer = reader.client.get(f"/turns/{recorded(office)}/audio", headers={"Range": wanted})

    assert answer.status_code == 206
    assert answer.data == SOUND[first : last + 1]
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/200"


@pytest.mark.parametrize(
    "absurd",
    ["bytes=200-", "bytes=5000-6000", "bytes=50-10", "bytes=-0", "bytes=99999999999999999999999-", "bytes=a-b", "pages=1-2",
     "bytes=0-5,190-195"],
)  # fmt: skip
def test_a_part_that_there_cannot_be_is_refused(office: Office, reader: Visitor, absurd: str) -> None:
    answer = reader.client.get(f"/turns/{recorded(office)}/audio", headers={"Range": absurd})

    assert (answer.status_code, answer.data) == (416, b"")
    assert answer.headers["Content-Range"] == "bytes */200"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_player_that_only_asks_how_long_it_is_gets_no_sound(office: Office, reader: Visitor) -> None:
    answer = reader.client.head(f"/turns/{recorded(office)}/audio")

    assert (answer.status_code, answer.data) == (200, b"")
    assert (answer.headers["Content-Length"], answer.headers["Accept-Ranges"]) == ("200", "bytes")


def test_a_one_time_password_opens_no_recording(office: Office) -> None:
    turn_id = recorded(office)
    newcomer = office.admin()
    with office.stage.session() as session:
        session.get_one(models.User, office.admin_id).password_is_temporary = True
        session.commit()

    answer = newcomer.client.get(f"/turns/{turn_id}/audio", headers={"Range": "bytes=0-9"})

    with office.stage.session() as session:
        session.get_one(models.User, office.admin_id).password_is_temporary = False
        session.commit()
    assert (answer.status_code, SOUND[:10] in answer.data) == (303, False)


def test_an_answer_without_a_recording_is_not_found(office: Office, reader: Visitor) -> None:
    with office.stage.session() as session:
        turn_id = factories.asked(session, factories.seat(session)).id

    assert reader.get(f"/turns/{turn_id}/audio").status_code == 404
    assert reader.get("/turns/999/audio").status_code == 404


def test_a_recording_lost_from_the_store_is_not_found(office: Office, reader: Visitor) -> None:
    turn_id = recorded(office)
    with office.stage.app.app_context():
        office.stage.ports.blobs.delete(RECORDING)

    assert reader.get(f"/turns/{turn_id}/audio").status_code == 404


def test_a_stranger_hears_no_recording(office: Office, reader: Visitor) -> None:
    turn_id = recorded(office)

    assert office.stranger().get(f"/turns/{turn_id}/audio").status_code == 303


def test_a_candidate_hears_no_recording(office: Office) -> None:
    candidate, turn_id = in_the_room(office)

    assert candidate.get(f"/turns/{turn_id}/audio").status_code == 303


# Spoken questions


def test_a_candidate_hears_their_own_question(office: Office) -> None:
    candidate, turn_id = in_the_room(office)
    spoken(office, turn_id)

    answer = candidate.client.get(f"/speech/{turn_id}", headers={"Range": "bytes=0-4"})

    assert (answer.status_code, answer.data, answer.mimetype) == (206, SOUND[:5], "audio/mpeg")


def test_nobody_else_s_candidate_hears_it(office: Office) -> None:
    _, turn_id = in_the_room(office)
    spoken(office, turn_id)

    assert office.stage.candidate().get(f"/speech/{turn_id}").status_code == 404
    assert office.stage.in_the_room().get(f"/speech/{turn_id}").status_code == 404


def test_the_team_hears_every_question(office: Office, reader: Visitor) -> None:
    _, turn_id = in_the_room(office)
    spoken(office, turn_id)

    assert reader.get(f"/speech/{turn_id}").data == SOUND
    assert reader.get("/speech/99999").status_code == 404


def test_a_one_time_password_opens_no_question(office: Office) -> None:
    _, turn_id = in_the_room(office)
    spoken(office, turn_id)
    newcomer = office.admin()
    with office.stage.session() as session:
        session.get_one(models.User, office.admin_id).password_is_temporary = True
        session.commit()

    assert newcomer.get(f"/speech/{turn_id}").status_code == 404


def test_a_question_without_a_clip_is_not_found(office: Office) -> None:
    candidate, turn_id = in_the_room(office)

    assert candidate.get(f"/speech/{turn_id}").status_code == 404


# Résumés


def test_a_resume_is_saved_and_never_shown(office: Office, reader: Visitor) -> None:
    answer = reader.get(f"/resumes/{uploaded(office)}")

    assert (answer.data, answer.mimetype) == (b"%PDF-1.7 mine", "application/pdf")
    assert answer.headers["Content-Disposition"] == "attachment; filename=resume-ada-lovelace.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_word_file_is_saved_as_one(office: Office, reader: Visitor) -> None:
    keep(office, "resumes/2.docx", b"PK", mime="application/octet-stream")

    answer = reader.get(f"/resumes/{uploaded(office, blob_key='resumes/2.docx')}")

    assert answer.mimetype.endswith("wordprocessingml.document")
    assert answer.headers["Content-Disposition"].endswith("resume-ada-lovelace.docx")


def test_a_pasted_resume_has_no_file(office: Office, reader: Visitor) -> None:

    assert reader.get(f"/resumes/{uploaded(office, blob_key=None)}").status_code == 404
    assert reader.get("/resumes/999").status_code == 404


def test_a_stranger_gets_no_resume(office: Office, reader: Visitor) -> None:
    assert office.stranger().get(f"/resumes/{uploaded(office)}").status_code == 303
