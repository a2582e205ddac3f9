"""A growing recording as its self-contained pieces, so that what came last can be decoded without what came first.

A browser's webm is a header and then clusters of about a second, each with its own time in milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

CLUSTER: Final = b"\x1f\x43\xb6\x75"
TIMESTAMP: Final = 0xE7
MILLISECONDS_SCALE: Final = b"\x2a\xd7\xb1\x83\x0f\x42\x40"
"""TimestampScale 1,000,000 ns: cluster times are milliseconds."""

WARM_UP_MS: Final = 500
"""An opus decoder needs a little sound before the sound that is wanted."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where a cluster begins in the file, in bytes, and in the take, in milliseconds."""

    offset: int
    start_ms: int


@dataclass(frozen=True, slots=True)
class Tail:
    """A recording that decodes by itself; its first sound stands at `start_ms` of the take."""

    body: bytes
    start_ms: int


def clusters(webm: bytes) -> tuple[Cluster, ...]:
    """Every whole beginning of a cluster, in order. The same bytes within sound are told apart by what follows."""
    found: list[Cluster] = []
    at = webm.find(CLUSTER)
    while at >= 0:
        start_ms = _timestamp(webm, at + len(CLUSTER))
        if start_ms is not None and (not found or start_ms > found[-1].start_ms):
            found.append(Cluster(at, start_ms))
        at = webm.find(CLUSTER, at + 1)
    return tuple(found)


def tail(webm: bytes, from_ms: int) -> Tail:
    """The shortest recording that holds everything from `from_ms` on, with half a second before it.

    The whole recording, from 0, when its times are not milliseconds or it has one cluster only.
    """
    marks = clusters(webm) if MILLISECONDS_SCALE in webm[:1024] else ()
    early = [mark for mark in marks if mark.start_ms <= from_ms - WARM_UP_MS]
    if len(early) < 2:
        return Tail(webm, 0)
    return Tail(webm[: marks[0].offset] + webm[early[-1].offset :], early[-1].start_ms)


def _timestamp(webm: bytes, at: int) -> int | None:
    """The Timestamp element that must stand first in a cluster whose size begins at `at`; None when it does not."""
    if at >= len(webm) or webm[at] == 0:
        return None
    at += 9 - webm[at].bit_length()  # an EBML size is as long as its first byte's leading zeros say
    if at + 2 > len(webm) or webm[at] != TIMESTAMP:
        return None
    length = webm[at + 1] & 0x7F
    value = webm[at + 2 : at + 2 + length]
    return int.from_bytes(value) if 0 < length <= 8 and len(value) == length else None
