"""FFmpeg's libraries (PyAV), held in memory by a process that forks a limited child for each recording.

Started by `_av`, with a socket as standard input. A request is one message of JSON with two open files: what is given,
and where the result goes. The reply is the child's exit code, below 0 for the signal that ended it. Nothing of a recording
is read in this process, only in its children; it ends when the other end of the socket is closed.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import json
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import av
import av.filter
import av.logging

from interview_app.adapters._av import NOT_WRITTEN, OUT_OF_MEMORY

DAMAGED = 1
"""Exit code: there is no sound in it that may be read."""
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EIO}
MOST_FILES = 256
MOST_BYTES = 4096
SAMPLE_BYTES = 2
OPUS_BITS_PER_SECOND = 32_000
Wish = dict[str, Any]


def main() -> None:
    """Answer one request after another."""
    av.logging.set_level(av.logging.PANIC)
    with socket.socket(fileno=os.dup(sys.stdin.fileno())) as asked:
        while True:
            message, files, _, _ = socket.recv_fds(asked, MOST_BYTES, 2)
            if not message:
                return
            given, made = files
            code = _in_a_child(json.loads(message), given, made, asked)
            for file in files:
                os.close(file)
            asked.send(str(code).encode())


def _in_a_child(wish: Wish, given: int, made: int, asked: socket.socket) -> int:
    pid = os.fork()
    if pid == 0:
        code = DAMAGED
        try:
            asked.close()
            _leave_open(given, made)
            _limit(wish)
            VERBS[wish["verb"]](given, made, wish)
            code = 0
        except MemoryError:
            code = OUT_OF_MEMORY
        except OSError as error:
            code = NOT_WRITTEN if error.errno in NO_ROOM else DAMAGED
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _leave_open(*files: int) -> None:
    """Nothing else: whoever takes over a decoder must not reach the way by which others' recordings come."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nothing, standard)
    for file in range(3, MOST_FILES):
        if file not in files:
            with contextlib.suppress(OSError):
                os.close(file)


def _limit(wish: Wish) -> None:
    for what, most in (
        (resource.RLIMIT_AS, wish["memory_bytes"]),
        (resource.RLIMIT_CPU, wish["cpu_seconds"]),
        (resource.RLIMIT_FSIZE, wish["output_bytes"]),
        (resource.RLIMIT_NOFILE, 16),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it
    signal.setitimer(signal.ITIMER_REAL, wish["seconds"])


def _decode(given: int, made: int, wish: Wish) -> None:
    """Write 16-bit mono PCM, lost time filled with silence, so that word times stay true over gaps.

    Time begins where the file says that its sound does: the end of a long answer is given without what came before.
    """
    left = wish["samples"] * SAMPLE_BYTES
    with os.fdopen(given, "rb") as source, os.fdopen(made, "wb") as goal, _opened(source, wish) as container:
        stream = _sound(container, wish)
        stream.codec_context.thread_count = 1
        graph = _graph(stream, wish["sample_rate"])
        starts = Fraction(container.start_time or 0, av.time_base)
        for frame in _frames(container, stream):
            if frame is not None and frame.pts is not None:
                frame.pts -= round(starts / frame.time_base)
            graph.push(frame)
            for pcm in _pulled(graph):
                goal.write(pcm[:left])
                left -= len(pcm)
                if left <= 0:
                    return


def _remux(given: int, made: int, wish: Wish) -> None:
    """Write the same packets with a duration and an index, which a browser's recorder leaves out."""
    with os.fdopen(given, "rb") as source, _opened(source, wish) as container, _target(made, wish) as goal:
        stream = _sound(container, wish)
        copied = goal.add_stream_from_template(stream)
        for packet in _packets(container, stream):
            packet.stream = copied
            goal.mux(packet)


def _encode(given: int, made: int, wish: Wish) -> None:
    """Write 16-bit mono PCM as Opus."""
    with os.fdopen(given, "rb") as source, _target(made, wish) as goal:
        stream = goal.add_stream("libopus", rate=wish["sample_rate"], layout="mono")
        stream.bit_rate = OPUS_BITS_PER_SECOND
        stream.options = {"application": "voip"}
        goal.start_encoding()  # an answer without a sound is a file too
        at = 0
        while pcm := source.read(wish["sample_rate"] * SAMPLE_BYTES):
            frame = av.AudioFrame(format="s16", layout="mono", samples=len(pcm) // SAMPLE_BYTES)
            frame.planes[0].update(pcm)
            frame.sample_rate, frame.pts = wish["sample_rate"], at
            at += frame.samples
            goal.mux(stream.encode(frame))
        goal.mux(stream.encode(None))


VERBS: Mapping[str, Callable[[int, int, Wish], None]] = {
    "decode": _decode,
    "remux": _remux,
    "encode": _encode,
}


def _opened(source: Any, wish: Wish) -> Any:
    options = {"protocol_whitelist": "pipe", "format_whitelist": wish["demuxers"]}
    if wish["codecs"]:
        options["codec_whitelist"] = wish["codecs"]
    demuxer = wish["demuxers"] if "," not in wish["demuxers"] else None
    return av.open(source, format=demuxer, options=options, metadata_errors="ignore")


def _target(made: int, wish: Wish) -> Any:
    """By its path, since an index in front is written by reading the file again."""
    return av.open(
        f"/proc/self/fd/{made}", "w", format=wish["muxer"], container_options=wish["muxer_options"]
    )


def _sound(container: Any, wish: Wish) -> Any:
    stream = container.streams.audio[0]
    if wish["codecs"] and stream.codec_context.name not in wish["codecs"].split(","):
        raise ValueError
    return stream


def _graph(stream: Any, sample_rate: int) -> av.filter.Graph:
    graph = av.filter.Graph()
    parts = [
        graph.add_abuffer(template=stream),
        graph.add("aresample", "async=1:first_pts=0"),
        graph.add("aformat", f"sample_fmts=s16:sample_rates={sample_rate}:channel_layouts=mono"),
        graph.add("abuffersink"),
    ]
    graph.link_nodes(*parts).configure()
    return graph


def _frames(container: Any, stream: Any) -> Iterator[Any]:
    """Decoded frames, then None: what is damaged is passed over, as long as the file can be read on."""
    for packet in itertools.chain(_packets(container, stream), [None]):
        try:
            yield from stream.codec_context.decode(packet)
        except MemoryError:
            raise
        except (av.FFmpegError, EOFError):
            continue
    yield None


def _packets(container: Any, stream: Any) -> Iterator[Any]:
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets)
        except MemoryError:
            raise
        except (StopIteration, av.FFmpegError):
            return
        if packet.dts is None and packet.size == 0:  # the demuxer's own end
            return
        yield packet


def _pulled(graph: av.filter.Graph) -> Iterator[bytes]:
    while True:
        try:
            frame = graph.pull()
        except (BlockingIOError, EOFError):
            return
        if isinstance(frame, av.AudioFrame):  # PyAV's graphs may hold pictures too
            yield bytes(frame.planes[0])[: frame.samples * SAMPLE_BYTES]


if __name__ == "__main__":
    main()
