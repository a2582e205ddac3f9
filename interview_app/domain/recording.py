"""A recorded answer: takes made of numbered chunks, and what is missing of them.

A decoder says nothing about a lost chunk, so only our own numbers tell what is there.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final, Literal

from interview_app.domain import errors

MAX_CHUNK_BYTES: Final = 1024 * 1024
MAX_ANSWER_BYTES: Final = 32 * 1024 * 1024
MAX_CHUNKS_PER_TAKE: Final = 4000
MAX_TAKE_ID_CHARS: Final = 36
MAX_PLACES: Final = 30
"""So many lost stretches of an answer are named one by one; a hostile browser may give up every other chunk."""
MAX_TAKES_PER_ANSWER: Final = 40
"""A reload begins a new take, so this bounds reloads within one answer, not the re-recordings allowed."""

Container = Literal["webm", "mp4"]


@dataclass(frozen=True, slots=True)
class TakeDeclared:
    """What the browser says it recorded in one take: number of chunks and length in milliseconds.

    `missing` are the numbers that it gives up: they have not arrived, and it no longer has them.
    """

    take: str
    chunks: int
    milliseconds: int
    missing: tuple[int, ...] = ()


def check_chunk(seq: int, body: bytes, sha256_hex: str) -> None:
    """Accept one chunk, or raise `InvalidInput` (number, empty), `TooLarge` or `ChunkChecksumMismatch`.

    `seq` counts from 0 within its take.
    """
    if not 0 <= seq < MAX_CHUNKS_PER_TAKE:
        raise errors.InvalidInput("This part of the recording has an impossible number.", "seq")
    if not body:
        raise errors.InvalidInput("This part of the recording is empty.", "body")
    if len(body) > MAX_CHUNK_BYTES:
        raise errors.TooLarge("This part of the recording is too large.")
    # Bytes, because compare_digest refuses text outside ASCII and the header is the browser's.
    sent, arrived = sha256_hex.strip().lower().encode(), hashlib.sha256(body).hexdigest().encode()
    if not hmac.compare_digest(sent, arrived):
        raise errors.ChunkChecksumMismatch


def check_take(take: str) -> str:
    """A take's id as the browser made it: 1-36 ASCII letters, digits, hyphens; else `InvalidInput`."""
    plain = take.replace("-", "")
    if not (len(take) <= MAX_TAKE_ID_CHARS and plain.isascii() and plain.isalnum()):
        raise errors.InvalidInput("This recording has an impossible name.", "take")
    return take


def check_declared(declared: Sequence[TakeDeclared]) -> None:
    """Refuse a declaration no browser could truthfully make: `InvalidInput`, or `TooLarge` by count."""
    names = [check_take(one.take) for one in declared]
    if len(set(names)) != len(names):
        raise errors.InvalidInput("The same recording was named twice.", "takes")
    if len(names) > MAX_TAKES_PER_ANSWER or any(one.chunks > MAX_CHUNKS_PER_TAKE for one in declared):
        raise errors.TooLarge("This recording has too many parts.")
    if any(one.chunks < 0 or one.milliseconds < 0 for one in declared):
        raise errors.InvalidInput("A recording cannot have less than no length.", "takes")
    if any(not _can_be_missing(one.missing) for one in declared):
        raise errors.InvalidInput("A recording misses parts with impossible numbers.", "takes")


def check_answer_size(stored_bytes: int, more_bytes: int) -> None:
    """`TooLarge` when one answer, all its takes together, would pass 32 MiB."""
    if stored_bytes + more_bytes > MAX_ANSWER_BYTES:
        raise errors.TooLarge("This answer is too long to be stored.")


def gaps(declared: Sequence[TakeDeclared], received: Mapping[str, AbstractSet[int]]) -> dict[str, list[int]]:
    """Sequence numbers that may still come, ascending, of each declared take that misses any. Empty means complete.

    A take is as long as was declared, or as what has arrived of it: a browser that was reloaded may know of less.
    What it gives up is no gap, nor is anything of a take that was not declared.
    """
    missing: dict[str, list[int]] = {}
    for one in declared:
        have = received.get(one.take, frozenset())
        given_up = frozenset(one.missing)
        lost = [seq for seq in range(length(one.chunks, have)) if seq not in have and seq not in given_up]
        if lost:
            missing[one.take] = lost
    return missing


def check_complete(declared: Sequence[TakeDeclared], received: Mapping[str, AbstractSet[int]]) -> None:
    """`RecordingIncomplete`, naming the gaps, unless every declared chunk has arrived or is given up.

    `InvalidInput` for giving up what the take cannot have had.
    """
    for one in declared:
        if max(one.missing, default=-1) >= length(one.chunks, received.get(one.take, frozenset())):
            raise errors.InvalidInput("A recording cannot miss more than it had.", "takes")
    if missing := gaps(declared, received):
        raise errors.RecordingIncomplete(missing)


def length(declared_chunks: int, received: AbstractSet[int]) -> int:
    """How many chunks a take has: none that was acknowledged lies outside of it, whatever is declared."""
    return max(declared_chunks, 1 + max(received, default=-1))


def holes(received: AbstractSet[int], chunks: int, length_ms: int) -> list[tuple[int, int]]:
    """The stretches that a take of `chunks` chunks and `length_ms` lacks before its last stored chunk, ascending, in ms.

    About, as a recorder cuts about evenly, but for pauses. What lacks at the end is no hole: there the recording is shorter.
    """
    found: list[tuple[int, int]] = []
    for seq in range(max(received, default=0)):
        start_ms, end_ms = length_ms * seq // chunks, length_ms * (seq + 1) // chunks
        if seq in received or start_ms == end_ms:
            continue
        if found and found[-1][1] == start_ms:
            start_ms = found.pop()[0]
        found.append((start_ms, end_ms))
    return found


def places(lost: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The lost stretches as they are named: of very many, the last ones together as one."""
    if len(lost) <= MAX_PLACES:
        return list(lost)
    return [*lost[: MAX_PLACES - 1], (lost[MAX_PLACES - 1][0], lost[-1][1])]


def _can_be_missing(numbers: Sequence[int]) -> bool:
    return len(set(numbers)) == len(numbers) and all(0 <= seq < MAX_CHUNKS_PER_TAKE for seq in numbers)


def missing_ms(declared_ms: int, decoded_ms: int, tolerance_ms: int = 500) -> int:
    """Milliseconds of sound that the browser recorded and the decoder did not give back.

    0 within the tolerance: a recorder's clock and its container's never agree exactly.
    """
    lost = declared_ms - decoded_ms
    return lost if lost > tolerance_ms else 0


def container_of(head: bytes) -> Container | None:
    """The container by its first 8 bytes, whatever the browser calls it; None when it is neither."""
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "webm"
    return "mp4" if head[4:8] == b"ftyp" else None
