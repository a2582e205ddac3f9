"""A growing recording as its self-contained pieces, so that what came last can be decoded without what came first.

A browser's webm is a header and then clusters of about a second, each with its own time in milliseconds. Its mp4 is
a header (ftyp, moov) and then fragments (moof, mdat), each with its own time in units of the track's timescale.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

CLUSTER: Final = b"\x1f\x43\xb6\x75"
TIMESTAMP: Final = 0xE7
MILLISECONDS_SCALE: Final = b"\x2a\xd7\xb1\x83\x0f\x42\x40"
"""TimestampScale 1,000,000 ns: cluster times are milliseconds."""

WARM_UP_MS: Final = 500
"""An opus or AAC decoder needs a little sound before the sound that is wanted."""

LARGE_SIZE: Final = 1
"""In place of an mp4 box's size: the size follows the type, in 8 bytes."""
BASE_DATA_OFFSET: Final = 0x000001
"""A tfhd flag: sound is found by its place in the whole file, which a cut would move."""
BETWEEN: Final = frozenset({b"styp", b"sidx", b"prft", b"emsg", b"free", b"mfra"})
"""What may stand between an mp4's fragments, and behind the last."""
MOST_BOXES: Final = 100_000
"""A hostile file of tiny boxes is not walked to its end; an hour of half seconds has 15,000."""
LONGEST_MS: Final = 24 * 3600 * 1000
"""No answer lasts a day: a fragment that says so is not believed."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a cluster or fragment begins in the file, in bytes, and in the take, in milliseconds."""

    offset: int
    start_ms: int


@dataclass(frozen=True, slots=True)
class Tail:
    """A recording that decodes by itself; its first sound stands at `start_ms` of the take."""

    body: bytes
    start_ms: int


def tail(recording: bytes, from_ms: int) -> Tail:
    """The shortest recording that holds everything from `from_ms` on, with half a second before it.

    The whole recording, from 0, when its times cannot be told or it has one cluster or fragment only.
    """
    marks = fragments(recording) if recording[4:8] == b"ftyp" else clusters(recording)
    early = [mark for mark in marks if mark.start_ms - marks[0].start_ms <= from_ms - WARM_UP_MS]
    if len(early) < 2:
        return Tail(recording, 0)
    return Tail(
        recording[: marks[0].offset] + recording[early[-1].offset :],
        early[-1].start_ms - marks[0].start_ms,
    )


def clusters(webm: bytes) -> tuple[Mark, ...]:
    """Every whole beginning of a cluster, in order; none when the file's times are not milliseconds.

    The same bytes within sound are told apart by what follows.
    """
    if MILLISECONDS_SCALE not in webm[:1024]:
        return ()
    found: list[Mark] = []
    at = webm.find(CLUSTER)
    while at >= 0:
        start_ms = _timestamp(webm, at + len(CLUSTER))
        if start_ms is not None and (not found or start_ms > found[-1].start_ms):
            found.append(Mark(at, start_ms))
        at = webm.find(CLUSTER, at + 1)
    return tuple(found)


def fragments(mp4: bytes) -> tuple[Mark, ...]:
    """Every moof that knows its time, in order; none when one cannot be cut off, or the track has no timescale."""
    timescale = _timescale(mp4)
    found: list[Mark] = []
    boxes = islice(_boxes(mp4, 0, len(mp4)), MOST_BOXES) if timescale else ()
    for kind, start, end in boxes:
        if kind != b"moof" or end > len(mp4):
            continue
        units = _decode_time(mp4, start, end)
        if units is None:
            return ()
        start_ms = units * 1000 // timescale
        if start_ms <= LONGEST_MS and (not found or start_ms > found[-1].start_ms):
            found.append(Mark(start, start_ms))
    return tuple(found)


def mended(mp4: bytes) -> bytes:
    """A fragmented mp4 without its broken fragments, so that damage costs its own second and not all that follows.

    An mp4 is a chain of sizes: one wrong byte, or a chunk that is missing, and nothing behind it is found. Whole
    files and files without fragments come back as they are.
    """
    at = next(
        (start for kind, start, _ in islice(_boxes(mp4, 0, len(mp4)), MOST_BOXES) if kind == b"moof"), None
    )
    if at is None:
        at = mp4.find(b"moof", mp4.find(b"moov") + 4) - 4 if b"moov" in mp4 else -1
    if at < 8:
        return mp4
    kept = [mp4[:at]]
    while 0 <= at < len(mp4):
        end = _fragment_end(mp4, at)
        if end is None:
            at = mp4.find(b"moof", at + 5) - 4
            continue
        kept.append(mp4[at:end])
        at = end
    return b"".join(kept)


def _fragment_end(mp4: bytes, at: int) -> int | None:
    """Where a fragment, or a box between two, ends: None when it is broken. The last may still be on its way."""
    boxes = list(islice(_boxes(mp4, at, len(mp4)), 2))
    if boxes and boxes[0][0] in BETWEEN:
        return min(boxes[0][2], len(mp4))
    if not _begins_fragment(mp4, at):
        return None
    end = boxes[-1][2]
    # Where bytes are missing, its size reaches into the next one: by a byte at least.
    within = mp4.find(b"moof", at + 8, end + 7)
    while within >= 0:
        if _begins_fragment(mp4, within - 4):
            return None
        within = mp4.find(b"moof", within + 1, end + 7)
    return min(end, len(mp4))


def _begins_fragment(mp4: bytes, at: int) -> bool:
    boxes = list(islice(_boxes(mp4, at, len(mp4)), 2))
    if not boxes or boxes[0][0] != b"moof" or boxes[0][2] > len(mp4):
        return False
    known = _decode_time(mp4, at, boxes[0][2]) is not None
    return known and (len(boxes) < 2 or boxes[1][0] == b"mdat")


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


def _boxes(mp4: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Type, start and end of each box between two places, up to the first that is none. The last may reach beyond."""
    while at + 8 <= end:
        size, header = int.from_bytes(mp4[at : at + 4]), 8
        if size == LARGE_SIZE:
            size, header = int.from_bytes(mp4[at + 8 : at + 16]), 16
        if size < header:
            return
        yield mp4[at + 4 : at + 8], at, at + size
        at += size


def _inside(mp4: bytes, start: int, end: int, *path: bytes) -> tuple[int, int] | None:
    """Where the content of the first box at `path` below the box at `start` lies; None when there is none."""
    at = start + 8
    for wanted in path:
        found = next((box for box in _boxes(mp4, at, end) if box[0] == wanted and box[2] <= end), None)
        if found is None:
            return None
        at, end = found[1] + 8, found[2]
    return at, end


def _timescale(mp4: bytes) -> int:
    """Units in a second of the first track, which is a recorder's only one; 0 when it is not told."""
    for kind, start, end in _boxes(mp4, 0, len(mp4)):
        if kind == b"moov" and end <= len(mp4):
            place = _inside(mp4, start, end, b"trak", b"mdia", b"mdhd")
            if place is None:
                return 0
            skipped = 20 if mp4[place[0]] == 1 else 12  # version 1 has longer dates before it
            return int.from_bytes(mp4[place[0] + skipped : min(place[0] + skipped + 4, place[1])])
    return 0


def _decode_time(mp4: bytes, start: int, end: int) -> int | None:
    """When the moof's sound begins, in units; None when it does not say, or is bound to its place in the file."""
    header = _inside(mp4, start, end, b"traf", b"tfhd")
    time = _inside(mp4, start, end, b"traf", b"tfdt")
    if header is None or time is None or header[1] - header[0] < 4:
        return None
    if int.from_bytes(mp4[header[0] + 1 : header[0] + 4]) & BASE_DATA_OFFSET:
        return None
    length = 8 if time[1] > time[0] and mp4[time[0]] == 1 else 4
    value = mp4[time[0] + 4 : min(time[0] + 4 + length, time[1])]
    return int.from_bytes(value) if len(value) == length else None
