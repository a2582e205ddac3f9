"""The law of BlobStore, kept by the database on both engines and by S3."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from interview_app import models
from interview_app.adapters.database_blobs import DatabaseBlobs
from interview_app.adapters.s3_blobs import S3Blobs
from interview_app.ports import BlobStore, OutsideError
from tests.conftest import on_both_databases
from tests.fakes import s3
from tests.postgres import free_port

KEY = "turns/17/answer.webm"
WEBM = "audio/webm"


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "very-secret")
    with s3.server("candid") as url:
        yield url


def bucket(endpoint: str, name: str = "candid/files") -> S3Blobs:
    return S3Blobs(f"s3://{name}?endpoint={endpoint}&region=us-east-1")


def keeps_the_law(blobs: BlobStore) -> None:
    with pytest.raises(KeyError):
        blobs.get(KEY)
    blobs.delete(KEY)

    blobs.put(KEY, b"\x00one\xff", mime=WEBM)
    blobs.put("turns/18/answer.webm", b"other", mime=WEBM)
    assert blobs.get(KEY) == b"\x00one\xff"

    blobs.put(KEY, b"two", mime="audio/mp4")
    assert blobs.get(KEY) == b"two"

    blobs.put(KEY, b"", mime=WEBM)
    assert blobs.get(KEY) == b""

    blobs.delete(KEY)
    with pytest.raises(KeyError):
        blobs.get(KEY)
    assert blobs.get("turns/18/answer.webm") == b"other"


@on_both_databases
def test_the_database_keeps_files(engine: Engine) -> None:
    keeps_the_law(DatabaseBlobs(lambda: engine))


@on_both_databases
def test_a_file_in_the_database_is_there_when_put_returns(engine: Engine) -> None:
    DatabaseBlobs(lambda: engine).put(KEY, b"sound", mime=WEBM)

    with Session(engine) as another:
        stored = another.get_one(models.Blob, KEY)
        assert (stored.body, stored.mime) == (b"sound", WEBM)
        assert stored.created_at.tzinfo is not None


@on_both_databases
def test_the_doctor_leaves_nothing_in_the_database(engine: Engine) -> None:
    DatabaseBlobs(lambda: engine).probe()

    with Session(engine) as session:
        assert session.query(models.Blob).count() == 0


def test_a_database_without_its_tables_is_an_outside_error() -> None:
    empty = create_engine("sqlite://")

    with pytest.raises(OutsideError, match="database") as raised:
        DatabaseBlobs(lambda: empty).get(KEY)

    empty.dispose()
    assert not raised.value.permanent


def test_a_bucket_keeps_files(endpoint: str) -> None:
    keeps_the_law(bucket(endpoint))


@pytest.mark.parametrize("name", ["candid", "candid/", "candid/deep/er"])
def test_a_bucket_is_used_with_any_prefix(endpoint: str, name: str) -> None:
    keeps_the_law(bucket(endpoint, name))


def test_two_prefixes_of_one_bucket_do_not_meet(endpoint: str) -> None:
    bucket(endpoint, "candid/one").put(KEY, b"one", mime=WEBM)

    with pytest.raises(KeyError):
        bucket(endpoint, "candid/two").get(KEY)


def test_a_bucket_that_is_not_there_is_permanent(endpoint: str) -> None:
    with pytest.raises(OutsideError, match="NoSuchBucket") as raised:
        bucket(endpoint, "elsewhere").put(KEY, b"x", mime=WEBM)

    assert raised.value.permanent
    assert "very-secret" not in raised.value.reason


def test_a_missing_bucket_is_not_taken_for_a_missing_file(endpoint: str) -> None:
    with pytest.raises(OutsideError):
        bucket(endpoint, "elsewhere").get(KEY)


def test_a_store_that_is_away_may_come_back(endpoint: str) -> None:
    away = bucket(f"http://127.0.0.1:{free_port()}")

    with pytest.raises(OutsideError, match="does not answer") as raised:
        away.get(KEY)
    assert not raised.value.permanent


def test_the_doctor_leaves_nothing_in_the_bucket(endpoint: str) -> None:
    said = bucket(endpoint).probe()

    assert "candid" in said
    with pytest.raises(KeyError):
        bucket(endpoint).get("doctor/")
