"""A growing webm recording: where its clusters begin, and what of it decodes by itself."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from interview_app.domain import fragments

HEADER = b"\x1a\x45\xdf\xa3" + fragments.MILLISECONDS_SCALE + b"tracks"


def _cluster(start_ms: int, sound: bytes = b"sound") -> bytes:
    value = start_ms.to_bytes(3)
    return fragments.CLUSTER + b"\x01" + b"\xff" * 7 + b"\xe7\x83" + value + sound


def _recording(seconds: int) -> bytes:
    return HEADER + b"".join(_cluster(second * 1000) for second in range(seconds))


def test_clusters_know_their_time() -> None:
    assert [one.start_ms for one in fragments.clusters(_recording(4))] == [0, 1000, 2000, 3000]


def test_the_tail_begins_half_a_second_before_what_is_wanted() -> None:
    tail = fragments.tail(_recording(10), from_ms=5200)
    assert tail.start_ms == 4000
    assert tail.body == HEADER + b"".join(_cluster(second * 1000) for second in range(4, 10))


def test_the_whole_is_its_own_tail_at_the_beginning() -> None:
    assert fragments.tail(_recording(10), from_ms=900) == fragments.Tail(_recording(10), 0)


def test_a_recording_in_other_units_is_not_cut() -> None:
    other = _recording(10).replace(fragments.MILLISECONDS_SCALE, b"\x2a\xd7\xb1\x83\x00\x42\x40")
    assert fragments.tail(other, from_ms=5000).start_ms == 0


@given(st.binary(max_size=400), st.integers(0, 10_000))
def test_no_bytes_break_it(noise: bytes, from_ms: int) -> None:
    tail = fragments.tail(HEADER + noise, from_ms)
    assert tail.start_ms <= max(0, from_ms)


@given(st.lists(st.binary(max_size=60), min_size=3, max_size=8))
def test_sound_that_looks_like_a_cluster_is_not_taken_for_one(sounds: list[bytes]) -> None:
    marked = [fragments.CLUSTER + sound for sound in sounds]
    body = HEADER + b"".join(_cluster(at * 1000, sound + b"\x00") for at, sound in enumerate(marked))
    starts = [one.start_ms for one in fragments.clusters(body)]
    assert starts[0] == 0
    assert starts == sorted(set(starts))
