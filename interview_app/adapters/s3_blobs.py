"""BlobStore in an S3 bucket. Credentials come by boto3's own ways (AWS_ACCESS_KEY_ID, a role, …)."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn
from urllib.parse import parse_qs, urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from interview_app.ports import OutsideError

PERMANENT = frozenset(
    {
        "AccessDenied",
        "AuthorizationHeaderMalformed",
        "InvalidAccessKeyId",
        "NoSuchBucket",
        "PermanentRedirect",
        "SignatureDoesNotMatch",
    }
)

CONFIG = Config(
    signature_version="s3v4",
    s3={"addressing_style": "path"},
    # Other makers' S3 refuse the checksum headers that boto3 adds by itself.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
    connect_timeout=3,
    read_timeout=30,
    retries={"mode": "standard", "max_attempts": 3},
)


class S3Blobs:
    """`storage_url` is s3://bucket/prefix?endpoint=…&region=…; only the bucket must be there."""

    def __init__(self, storage_url: str) -> None:
        where = urlsplit(storage_url)
        asked = {name: values[-1] for name, values in parse_qs(where.query).items()}
        self._bucket = where.netloc
        self._prefix = f"{where.path.strip('/')}/".lstrip("/")
        self._client = boto3.client(
            "s3", endpoint_url=asked.get("endpoint"), region_name=asked.get("region"), config=CONFIG
        )

    def put(self, key: str, body: bytes, *, mime: str) -> None:
        with _translated():
            self._client.put_object(Body=body, ContentType=mime, **self._place(key))

    def get(self, key: str) -> bytes:
        with _translated(missing=key):
            return self._client.get_object(**self._place(key))["Body"].read()

    def delete(self, key: str) -> None:
        with _translated():
            self._client.delete_object(**self._place(key))

    def probe(self) -> str:
        key = f"doctor/{secrets.token_hex(8)}"
        self.put(key, b"candid", mime="text/plain")
        self.get(key)
        self.delete(key)
        return f"bucket {self._bucket}; wrote, read and removed one object"

    def _place(self, key: str) -> dict[str, Any]:
        return {"Bucket": self._bucket, "Key": self._prefix + key}


@contextmanager
def _translated(missing: str | None = None) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        _raise_refusal(error, missing)
    except BotoCoreError as error:
        # Boto3's own words may hold the address or a profile's path, so only the kind of failure is told.
        raise OutsideError(
            f"The S3 storage does not answer ({type(error).__name__}): check STORAGE_URL and the credentials."
        ) from error


def _raise_refusal(error: ClientError, missing: str | None) -> NoReturn:
    code = str(error.response.get("Error", {}).get("Code", "unknown"))
    if missing is not None and code in {"NoSuchKey", "404"}:
        raise KeyError(missing) from error
    raise OutsideError(
        f"The S3 storage refused the request ({code}): check STORAGE_URL and the credentials.",
        permanent=code in PERMANENT,
    ) from error
