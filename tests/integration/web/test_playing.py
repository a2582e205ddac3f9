"""From a recorder's chunks to a player: what is served can be sought in, in parts, from each store, by the team alone."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from interview_app import models
from interview_app.adapters.s3_blobs import S3Blobs
from tests.fakes import s3
from tests.integration.adapters import sounds
from tests.integration.web.test_api_recording import TAKE, answering, finish, send
from tests.office import Office
from tests.stage import Stage

SECONDS = 12


@pytest.fixture(params=["database", "bucket"])
def office(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    """A team whose recordings lie in the database, or in a bucket."""
    stage = Stage(tmp_path, login_rate="1000 per minute")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    if request.param == "database":
        yield Office(stage)
    else:
        with s3.server("candid") as endpoint:
            keep_in(stage, S3Blobs(f"s3://candid/files?endpoint={endpoint}&region=us-east-1"))
            yield Office(stage)
    stage.close()


def keep_in(stage: Stage, blobs: S3Blobs) -> None:
    stage.ports = dataclasses.replace(stage.ports, blobs=blobs)
    bound = stage.app.extensions["candid"]
    stage.app.extensions["candid"] = dataclasses.replace(bound, ports=stage.ports)


def answered(office: Office, recording: bytes, mime: str) -> models.AnswerAudio:
    """The stored recording of an answer that was sent in chunks."""
    stage = office.stage
    candidate = answering(stage)
    step = len(recording) // 5 + 1
    chunks = [recording[at : at + step] for at in range(0, len(recording), step)]
    for seq, chunk in enumerate(chunks):
        assert send(candidate, seq, chunk, content_type=mime).status_code == 201
    assert finish(candidate, (TAKE, len(chunks), SECONDS * 1000)).status_code == 202
    stage.start_worker()
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with stage.session() as session:
            if found := session.scalars(select(models.AnswerAudio)).first():
                return found
        time.sleep(0.1)
    pytest.fail("The recording was not stored within 30 s.")


def probe(recording: bytes, place: Path) -> float:
    """The length in seconds that the file itself claims."""
    place.write_bytes(recording)
    asked = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "json", str(place)]
    told = json.loads(subprocess.run(asked, capture_output=True, check=True).stdout)["format"]
    return float(told.get("duration", "nan"))


def packets_from(recording: bytes, seconds: float, place: Path) -> float:
    """The time of the first sound that a reader finds which jumps to `seconds` by the file's index."""
    place.write_bytes(recording)
    there = ("-read_intervals", f"{seconds}%+0.1", "-show_entries", "packet=pts_time", "-of", "csv=p=0")
    asked = ["ffprobe", "-v", "error", *there, str(place)]
    return float(
        subprocess.run(asked, capture_output=True, check=True, text=True).stdout.split()[0].strip(",")
    )


def indexed_webm(body: bytes) -> bool:
    """Whether the cues stand before the first cluster: a browser finds any second without loading all before it."""
    cues, cluster = b"\x1c\x53\xbb\x6b", b"\x1f\x43\xb6\x75"
    return 0 < body.rfind(cues) < body.index(cluster)


def whole_mp4(body: bytes) -> bool:
    """Whether it is one index and its sound, with no fragments left."""
    return b"moof" not in body and 0 < body.index(b"moov") < body.index(b"mdat")


@pytest.mark.parametrize(
    ("record", "mime", "is_indexed"),
    [(sounds.webm, "audio/webm", indexed_webm), (sounds.mp4, "audio/mp4", whole_mp4)],
)
def test_what_a_browser_sent_in_chunks_is_served_as_a_file_to_seek_in(
    office: Office,
    tmp_path: Path,
    record: Callable[[bytes], bytes],
    mime: str,
    is_indexed: Callable[[bytes], bool],
) -> None:
    raw = record(sounds.tones(SECONDS))
    assert not is_indexed(raw), "otherwise this test shows nothing"
    stored = answered(office, raw, mime)
    reader, path = office.reviewer(), f"/turns/{stored.turn_id}/audio"

    whole = reader.get(path)

    assert (whole.status_code, whole.mimetype) == (200, mime)
    assert whole.headers["Cache-Control"] == "no-store"
    assert probe(whole.data, tmp_path / "whole") == pytest.approx(SECONDS, abs=0.1)
    assert is_indexed(whole.data)
    assert 9.9 < packets_from(whole.data, 11.0, tmp_path / "whole") < 11.1  # the index has an entry every 5 s
    assert stored.duration_ms == pytest.approx(SECONDS * 1000, abs=100)
    assert stored.peaks is not None
    assert 100 <= len(stored.peaks) <= 600

    size = len(whole.data)
    part = reader.client.get(path, headers={"Range": f"bytes=100-{size // 2}"})
    assert (part.status_code, part.data) == (206, whole.data[100 : size // 2 + 1])
    assert part.headers["Content-Range"] == f"bytes 100-{size // 2}/{size}"
    assert part.mimetype == mime
    for stranger in (office.stranger().client, answering(office.stage).client):
        refused = stranger.get(path, headers={"Range": "bytes=0-10"})
        assert (refused.status_code, refused.headers.get("Content-Range")) == (303, None)
