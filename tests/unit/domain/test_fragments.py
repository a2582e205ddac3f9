"""A growing recording: where its clusters or fragments begin, and what of it decodes by itself."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from interview_app.domain import fragments

FTYP = b"\x00\x00\x00\x14ftypiso5" + bytes(8)
TIMESCALE = 48_000
HEADER = b"\x1a\x45\xdf\xa3" + fragments.MILLISECONDS_SCALE + b"tracks"


def _cluster(start_ms: int, sound: bytes = b"sound") -> bytes:
    value = start_ms.to_bytes(3)
    return fragments.CLUSTER + b"\x01" + b"\xff" * 7 + b"\xe7\x83" + value + sound


def _recording(seconds: int) -> bytes:
    return HEADER + b"".join(_cluster(second * 1000) for second in range(seconds))


def _box(kind: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return (len(body) + 8).to_bytes(4) + kind + body


def _moov(timescale: int = TIMESCALE, version: int = 0) -> bytes:
    dates = 16 if version else 8
    mdhd = _box(b"mdhd", bytes([version, 0, 0, 0]), bytes(dates), timescale.to_bytes(4), bytes(8))
    return _box(b"moov", _box(b"mvhd", bytes(20)), _box(b"trak", _box(b"tkhd"), _box(b"mdia", mdhd)))


def _fragment(start_ms: int, sound: bytes = b"sound", *, flags: int = 0x020000, version: int = 1) -> bytes:
    tfhd = _box(b"tfhd", b"\x00", flags.to_bytes(3), bytes(4))
    time = (start_ms * TIMESCALE // 1000).to_bytes(8 if version else 4)
    tfdt = _box(b"tfdt", bytes([version, 0, 0, 0]), time)
    return _box(b"moof", _box(b"mfhd", bytes(8)), _box(b"traf", tfhd, tfdt)) + _box(b"mdat", sound)


MP4_HEADER = FTYP + _moov()


def _mp4(seconds: int) -> bytes:
    return MP4_HEADER + b"".join(_fragment(second * 1000) for second in range(seconds))


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


def test_time_counts_from_the_first_cluster_that_is_there() -> None:
    without_beginning = HEADER + b"".join(_cluster(second * 1000) for second in range(3, 10))
    tail = fragments.tail(without_beginning, from_ms=2600)
    assert tail == fragments.Tail(HEADER + b"".join(_cluster(s * 1000) for s in range(5, 10)), 2000)


@pytest.mark.parametrize("version", [0, 1])
def test_fragments_know_their_time(version: int) -> None:
    body = FTYP + _moov(version=version) + b"".join(_fragment(at, version=version) for at in (0, 1500, 2500))
    assert [one.start_ms for one in fragments.fragments(body)] == [0, 1500, 2500]


def test_the_tail_of_an_mp4_is_its_header_and_its_last_fragments() -> None:
    tail = fragments.tail(_mp4(10), from_ms=5200)
    assert tail == fragments.Tail(MP4_HEADER + b"".join(_fragment(s * 1000) for s in range(4, 10)), 4000)


def test_sound_still_on_its_way_stays_in_the_tail_of_an_mp4() -> None:
    arrived = _mp4(10)[:-3]
    assert fragments.tail(arrived, from_ms=9900).body == MP4_HEADER + (_fragment(9000))[:-3]


def test_sound_that_looks_like_a_fragment_is_not_taken_for_one() -> None:
    body = MP4_HEADER + b"".join(_fragment(at * 1000, _fragment(77_000)) for at in range(4))
    assert [one.start_ms for one in fragments.fragments(body)] == [0, 1000, 2000, 3000]


@pytest.mark.parametrize(
    "body",
    [
        _mp4(10).replace(b"moov", b"free"),
        FTYP + _moov(timescale=0) + _mp4(10)[len(MP4_HEADER) :],
        MP4_HEADER + b"".join(_fragment(s * 1000, flags=0x000001) for s in range(10)),
        _mp4(10).replace(b"tfdt", b"free"),
        _mp4(10).replace(b"mdhd", b"free"),
    ],
    ids=["no header", "no timescale", "bound to its place", "no times", "no track"],
)
def test_an_mp4_that_cannot_be_cut_is_its_own_tail(body: bytes) -> None:
    assert fragments.tail(body, from_ms=5000) == fragments.Tail(body, 0)


@given(st.integers(2, 12), st.integers(0, 12_000), st.integers(0, 4000))
def test_a_tail_holds_all_that_was_wanted_and_the_warm_up(seconds: int, from_ms: int, cut_bytes: int) -> None:
    whole = _mp4(seconds)
    arrived = whole[: max(len(MP4_HEADER), len(whole) - cut_bytes)]
    tail = fragments.tail(arrived, from_ms)
    assert arrived.endswith(tail.body[len(MP4_HEADER) :])
    assert tail.body.startswith(MP4_HEADER)
    assert tail.start_ms == 0 or tail.start_ms <= from_ms - fragments.WARM_UP_MS


@given(st.binary(max_size=400), st.integers(0, 10_000), st.sampled_from([FTYP, MP4_HEADER, _mp4(3)]))
def test_no_bytes_break_an_mp4(noise: bytes, from_ms: int, before: bytes) -> None:
    tail = fragments.tail(before + noise, from_ms)
    assert tail.start_ms <= from_ms


@given(st.data())
def test_no_changed_byte_breaks_an_mp4(data: st.DataObject) -> None:
    body = bytearray(_mp4(6))
    for _ in range(data.draw(st.integers(1, 12))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    tail = fragments.tail(bytes(body), data.draw(st.integers(0, 8000)))
    assert len(tail.body) <= len(body)


def test_a_whole_mp4_needs_no_mending() -> None:
    assert fragments.mended(_mp4(5)) == _mp4(5)
    assert fragments.mended(_mp4(5)[:-3]) == _mp4(5)[:-3]
    assert fragments.mended(FTYP + _box(b"moov") + _box(b"mdat", b"sound")) == FTYP + _box(b"moov") + _box(
        b"mdat", b"sound"
    )


@given(st.integers(1, 3), st.integers(1, 60), st.integers(0, 90))
@example(1, 55, 71)  # all of the sound, and of its box's size all but three bytes
def test_bytes_lost_in_one_fragment_cost_that_fragment_alone(number: int, lost: int, place: int) -> None:
    parts = [_fragment(second * 1000, b"sound" * 10) for second in range(6)]
    place = min(place, len(parts[number]) - 1)
    broken = parts[number][:place] + parts[number][place + lost :]
    mended = fragments.mended(b"".join([MP4_HEADER, *parts[:number], broken, *parts[number + 1 :]]))
    assert mended.startswith(MP4_HEADER + b"".join(parts[:number]))
    assert mended.endswith(b"".join(parts[number + 1 :]))


@given(st.binary(min_size=8, max_size=120))
def test_junk_in_place_of_a_fragment_is_left_out(junk: bytes) -> None:
    parts = [_fragment(second * 1000) for second in range(4)]
    mended = fragments.mended(MP4_HEADER + parts[0] + junk + parts[2] + parts[3])
    assert mended.endswith(parts[2] + parts[3])


@given(st.binary(max_size=300), st.sampled_from([FTYP, MP4_HEADER, _mp4(3)]))
def test_mending_ends_and_adds_nothing(noise: bytes, before: bytes) -> None:
    assert len(fragments.mended(before + noise)) <= len(before + noise)
