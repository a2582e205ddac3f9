"""Takes, chunks and gaps."""

from __future__ import annotations

import hashlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_app.domain import errors, recording
from interview_app.domain.recording import TakeDeclared

BODY = b"\x1a\x45\xdf\xa3 sound"


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def test_a_whole_chunk_is_accepted() -> None:
    recording.check_chunk(0, BODY, digest(BODY))
    recording.check_chunk(recording.MAX_CHUNKS_PER_TAKE - 1, BODY, f" {digest(BODY).upper()}\n")


@pytest.mark.parametrize("seq", [-1, recording.MAX_CHUNKS_PER_TAKE])
def test_a_chunk_with_an_impossible_number_is_refused(seq: int) -> None:
    with pytest.raises(errors.InvalidInput):
        recording.check_chunk(seq, BODY, digest(BODY))


def test_an_empty_chunk_is_refused() -> None:
    with pytest.raises(errors.InvalidInput):
        recording.check_chunk(0, b"", digest(b""))


def test_a_chunk_may_have_exactly_one_mebibyte() -> None:
    most = bytes(1024 * 1024)
    recording.check_chunk(0, most, digest(most))
    with pytest.raises(errors.TooLarge):
        recording.check_chunk(0, most + b"\0", digest(most + b"\0"))


@given(st.binary(min_size=1, max_size=64), st.text(max_size=70))
def test_no_checksum_but_the_right_one_is_accepted(body: bytes, claimed: str) -> None:
    if claimed.strip().lower() == digest(body):
        return
    with pytest.raises(errors.ChunkChecksumMismatch):
        recording.check_chunk(0, body, claimed)


@given(st.binary(min_size=1, max_size=64), st.data())
def test_one_flipped_bit_is_noticed(body: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(body) * 8 - 1))
    damaged = bytearray(body)
    damaged[at // 8] ^= 1 << at % 8
    with pytest.raises(errors.ChunkChecksumMismatch):
        recording.check_chunk(0, bytes(damaged), digest(body))


@pytest.mark.parametrize("take", ["", "-", "../etc", "a b", "é", "x" * 37, "a/b", "a\0"])
def test_a_take_with_a_foreign_name_is_refused(take: str) -> None:
    with pytest.raises(errors.InvalidInput):
        recording.check_take(take)


def test_a_take_has_a_uuid_for_a_name() -> None:
    uuid = "123e4567-e89b-12d3-a456-426614174000"
    assert recording.check_take(uuid) == uuid


@pytest.mark.parametrize(
    "declared",
    [
        [TakeDeclared("a", 1, 10), TakeDeclared("a", 1, 10)],
        [TakeDeclared("a", -1, 10)],
        [TakeDeclared("a", 1, -10)],
        [TakeDeclared("a/b", 1, 10)],
        [TakeDeclared("a", 3, 10, (1, 1))],
        [TakeDeclared("a", 3, 10, (-1,))],
        [TakeDeclared("a", 3, 10, (recording.MAX_CHUNKS_PER_TAKE,))],
    ],
)
def test_an_untruthful_declaration_is_refused(declared: list[TakeDeclared]) -> None:
    with pytest.raises(errors.InvalidInput):
        recording.check_declared(declared)


def test_a_declaration_of_too_many_parts_is_refused() -> None:
    recording.check_declared([TakeDeclared("a", recording.MAX_CHUNKS_PER_TAKE, 1)])
    with pytest.raises(errors.TooLarge):
        recording.check_declared([TakeDeclared("a", recording.MAX_CHUNKS_PER_TAKE + 1, 1)])
    with pytest.raises(errors.TooLarge):
        recording.check_declared(
            [TakeDeclared(f"t{at}", 1, 1) for at in range(recording.MAX_TAKES_PER_ANSWER + 1)]
        )


def test_an_answer_may_have_32_mebibytes_in_all() -> None:
    recording.check_answer_size(recording.MAX_ANSWER_BYTES - 1, 1)
    with pytest.raises(errors.TooLarge):
        recording.check_answer_size(recording.MAX_ANSWER_BYTES, 1)


TAKES = st.dictionaries(st.sampled_from("abcd"), st.tuples(st.integers(0, 40), st.sets(st.integers(0, 60))))


GIVING_UP = st.dictionaries(
    st.sampled_from("abcd"),
    st.tuples(st.integers(0, 40), st.sets(st.integers(0, 60)), st.sets(st.integers(0, 60))),
)


@given(GIVING_UP)
def test_gaps_are_exactly_what_has_neither_arrived_nor_been_given_up(
    takes: dict[str, tuple[int, set[int], set[int]]],
) -> None:
    declared = [
        TakeDeclared(take, chunks, 1000, tuple(given_up)) for take, (chunks, _, given_up) in takes.items()
    ]
    received = {take: have for take, (_, have, _) in takes.items() if have}
    missing = recording.gaps(declared, received)
    for take, (chunks, have, given_up) in takes.items():
        lost = missing.get(take, [])
        whole = set(range(max([chunks, *(seq + 1 for seq in have)])))
        assert lost == sorted(lost)
        assert set(lost) == whole - have - given_up
        assert (take in missing) == bool(lost)


@given(GIVING_UP)
def test_giving_up_the_gaps_completes_the_recording_and_giving_up_more_is_refused(
    takes: dict[str, tuple[int, set[int], set[int]]],
) -> None:
    received = {take: have for take, (_, have, _) in takes.items()}
    plain = [TakeDeclared(take, chunks, 1000) for take, (chunks, _, _) in takes.items()]
    gaps = recording.gaps(plain, received)
    for one in plain:
        lost = tuple(gaps.get(one.take, ()))
        have = received[one.take]
        recording.check_complete([TakeDeclared(one.take, one.chunks, 1000, lost)], received)
        beyond = (*lost, recording.length(one.chunks, have))
        with pytest.raises(errors.InvalidInput):
            recording.check_complete([TakeDeclared(one.take, one.chunks, 1000, beyond)], received)
        if lost:
            with pytest.raises(errors.RecordingIncomplete):
                recording.check_complete([TakeDeclared(one.take, one.chunks, 1000, lost[1:])], received)


@given(st.integers(1, 60), st.sets(st.integers(0, 59)), st.integers(0, 90_000))
def test_the_holes_of_a_take_are_where_its_missing_chunks_were(
    chunks: int, have: set[int], more_ms: int
) -> None:
    have = {seq for seq in have if seq < chunks}
    length_ms = more_ms + 2 * chunks  # a chunk of less than 2 ms has no middle
    found = recording.holes(have, chunks, length_ms)
    assert all(one[1] < other[0] for one, other in itertools.pairwise(found))
    for seq in range(chunks):
        middle_ms = length_ms * (2 * seq + 1) / (2 * chunks)
        lacks = any(start <= middle_ms < end for start, end in found)
        assert lacks == (seq not in have and seq < max(have, default=0))


def test_a_take_without_a_length_has_no_holes() -> None:
    assert recording.holes({1, 3}, 4, 0) == []


def test_very_many_lost_stretches_are_named_together() -> None:
    lost = [(at * 10, at * 10 + 5) for at in range(2000)]
    named = recording.places(lost)
    assert len(named) == recording.MAX_PLACES
    assert (named[0], named[-1][1]) == (lost[0], lost[-1][1])
    assert recording.places(lost[:30]) == lost[:30]


@given(TAKES)
def test_sending_the_gaps_completes_the_recording(takes: dict[str, tuple[int, set[int]]]) -> None:
    declared = [TakeDeclared(take, chunks, 1000) for take, (chunks, _) in takes.items()]
    received = {take: set(have) for take, (_, have) in takes.items()}
    for take, lost in recording.gaps(declared, received).items():
        received[take].update(lost)
    assert recording.gaps(declared, received) == {}
    recording.check_complete(declared, received)


def test_a_take_of_which_nothing_arrived_misses_everything() -> None:
    assert recording.gaps([TakeDeclared("a", 3, 3000)], {}) == {"a": [0, 1, 2]}


def test_an_incomplete_recording_names_its_gaps() -> None:
    with pytest.raises(errors.RecordingIncomplete) as incomplete:
        recording.check_complete(
            [TakeDeclared("a", 3, 3000), TakeDeclared("b", 1, 1)], {"a": {0, 2}, "b": {0}}
        )
    assert incomplete.value.gaps == {"a": (1,)}


@pytest.mark.parametrize(
    ("declared_ms", "decoded_ms", "lost"), [(10_000, 9_500, 0), (10_000, 9_499, 501), (10_000, 11_000, 0)]
)
def test_lost_sound_counts_beyond_the_tolerance(declared_ms: int, decoded_ms: int, lost: int) -> None:
    assert recording.missing_ms(declared_ms, decoded_ms) == lost


@pytest.mark.parametrize(
    ("head", "container"),
    [
        (b"\x1a\x45\xdf\xa3\x01\x00\x00\x00", "webm"),
        (b"\x00\x00\x00\x20ftypisom", "mp4"),
        (b"RIFF\x00\x00\x00\x00WAVE", None),
        (b"#!/bin/sh", None),
        (b"", None),
    ],
)
def test_the_container_is_known_by_its_first_bytes(head: bytes, container: str | None) -> None:
    assert recording.container_of(head) == container
