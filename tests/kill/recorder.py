"""A candidate without a browser: takes the interview over HTTP by the recorder's rules, whatever happens to the server."""

from __future__ import annotations

import random
import re
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx

from tests.kill.rows import Sound, digest_of

IN_FLIGHT = 4
PIECE_SECONDS = 0.15
LONGEST_PAUSE_SECONDS = 2.0


class GaveUp(Exception):
    """The interview did not come to its end in time."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One chunk that the server has acknowledged."""

    turn_id: int
    take: str
    seq: int
    sha256: str


class Candidate(threading.Thread):
    """One interview, from the start to the done page. What went wrong stands in `failure`."""

    def __init__(
        self, url: str, link: str, sounds: list[Sound], *, chance: random.Random, deadline: float
    ) -> None:
        super().__init__(daemon=True)
        self.stored: list[Stored] = []
        self.statuses: Counter[int] = Counter()
        self.failure: BaseException | None = None
        self.uploading = threading.Event()
        self._link, self._sounds, self._chance, self._deadline = link, sounds, chance, deadline
        self._http = httpx.Client(base_url=url, timeout=20)

    def run(self) -> None:
        try:
            with self._http:
                self._take_the_interview()
        except Exception as error:  # noqa: BLE001  # told by the test, which waits in another thread
            self.failure = error

    def _take_the_interview(self) -> None:
        self._enter()
        answered: set[int] = set()
        while (shown := self._look()) is not None:
            phase, turn_id = shown
            if phase in {"asking", "answering"} and turn_id not in answered:
                self._answer(turn_id)
                answered.add(turn_id)
            time.sleep(0.3)

    def _enter(self) -> None:
        """From the shareable link to the room, with every page sent until it was answered."""
        self._ask("GET", self._link)
        welcome = self._ask("GET", "/interview").text
        token = re.search(r'name="csrf-token" content="([^"]+)"', welcome)
        assert token is not None, welcome
        self._http.headers["X-CSRFToken"] = token[1]
        forms = {
            "consent": {"consent": "yes", "ai_rating": "yes"},
            "details": {"name": "Ada Lovelace", "email": "ada@example.org", "phone": ""},
            "start": {},
        }
        for page, form in forms.items():
            answer = self._ask("POST", f"/interview/{page}", data=form)
            assert answer.status_code == 303, f"{page}: {answer.status_code} {answer.text}"

    def _look(self) -> tuple[str, int] | None:
        """The room's phase and turn; None once the interview is over."""
        drawn = self._ask("GET", "/interview/turn")
        if "HX-Redirect" in drawn.headers:
            return None
        found = re.search(r'data-phase="(\w+)"[^>]* data-turn="(\d+)"', drawn.text)
        assert found is not None, f"{drawn.status_code} {drawn.text[:500]}"
        return found[1], int(found[2])

    def _answer(self, turn_id: int) -> None:
        """Record in one take or two, as after a reload; chunks go up four at a time, in any order, some twice."""
        for verb in ("shown", "begin"):
            assert self._ask("POST", f"/api/turns/{turn_id}/{verb}", json={}).status_code == 200
        count = self._chance.choice([1, 1, 2])
        takes = {str(uuid.UUID(int=self._chance.getrandbits(128))): sound for sound in self._sounds[:count]}
        self.uploading.set()
        with ThreadPoolExecutor(IN_FLIGHT) as lines:
            for take, sound in takes.items():
                sent = []
                for seq in self._order(len(sound.pieces)):
                    time.sleep(PIECE_SECONDS)
                    sent.append(lines.submit(self._put, turn_id, take, seq, sound.pieces[seq]))
                for one in sent:
                    one.result()
        self._finish(turn_id, takes)
        self.uploading.clear()

    def _order(self, count: int) -> list[int]:
        order = list(range(count)) + [seq for seq in range(count) if self._chance.random() < 0.1]
        for at in range(len(order) - 1):
            if self._chance.random() < 0.2:
                order[at], order[at + 1] = order[at + 1], order[at]
        return order

    def _put(self, turn_id: int, take: str, seq: int, piece: bytes) -> None:
        digest = digest_of(piece)
        answer = self._ask(
            "PUT", f"/api/turns/{turn_id}/takes/{take}/chunks/{seq}", content=piece,
            headers={"X-Chunk-SHA256": digest, "Content-Type": "audio/webm"},
        )  # fmt: skip
        assert answer.status_code in {200, 201}, f"{answer.status_code} {answer.text}"
        self.stored.append(Stored(turn_id, take, seq, digest))

    def _finish(self, turn_id: int, takes: dict[str, Sound]) -> None:
        declared = [
            {"take": take, "chunks": len(sound.pieces), "milliseconds": sound.milliseconds}
            for take, sound in takes.items()
        ]
        answer = self._ask("POST", f"/api/turns/{turn_id}/finish", json={"takes": declared})
        # Not even after a kill may a chunk be missing that was acknowledged: a 409 here would name it.
        assert answer.status_code == 202, f"{answer.status_code} {answer.text}"

    def _ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Again and again, slower each time, until the server answers with more than a plea for patience."""
        pause = 0.2
        while True:
            try:
                answer = self._http.request(method, path, **options)
            except httpx.TransportError:
                self.statuses[0] += 1
            else:
                self.statuses[answer.status_code] += 1
                if answer.status_code not in {429, 500, 502, 503, 504}:
                    return answer
            if time.monotonic() > self._deadline:
                raise GaveUp(f"{method} {path}")
            time.sleep(pause * self._chance.uniform(0.5, 1))
            pause = min(LONGEST_PAUSE_SECONDS, pause * 2)
