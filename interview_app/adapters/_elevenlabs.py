"""How ElevenLabs is reached, and what its errors mean."""

from __future__ import annotations

import asyncio
import os
import re
import threading
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, TypeVar

import httpx
from elevenlabs.client import AsyncElevenLabs
from elevenlabs.core import ApiError
from elevenlabs.core.parse_error import ParsingError

from interview_app.config import Settings
from interview_app.ports import OutsideError

KEY = {
    401: "refuses the key or its quota is used up: check ELEVENLABS_API_KEY",
    403: "refuses the key: check ELEVENLABS_API_KEY",
}


VOICE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""It becomes part of an address."""

KEPT_SECONDS = 120.0
"""How long a connection is kept that nobody uses: httpx's own 5 s would end it between two questions."""
LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=KEPT_SECONDS)

T = TypeVar("T")
Call = Callable[[AsyncElevenLabs, httpx.AsyncClient], Coroutine[Any, Any, T]]


class Line:
    """This process's connections, for all its threads: opening one costs a candidate a tenth of a second.

    A loop in a thread of its own, because only an asynchronous call can be cut off while its answer drips in byte by byte.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._opened: _Opened | None = None

    def __del__(self) -> None:
        if self._opened is not None:
            self._opened.close()

    def ask(self, call: Call[T], *, seconds: float, mend: Mapping[int, str]) -> T:
        """The call's answer within `seconds` in all. Raises OutsideError; for `mend` see `refused`."""
        opened = self._open()
        waiting = asyncio.run_coroutine_threadsafe(_within(seconds, call, opened), opened.loop)
        try:
            return waiting.result()
        except ApiError as error:
            raise refused(error, mend) from error
        except (httpx.HTTPError, TimeoutError) as error:
            raise away(error) from error
        except (ParsingError, ValueError, TypeError) as error:  # its SDK on JSON of another shape
            raise OutsideError("ElevenLabs answered something that nobody can read.") from error
        finally:
            waiting.cancel()  # after a job's time-out nobody will ask for the answer

    def _open(self) -> _Opened:
        """What was made before a fork would be shared by two processes, so that the child opens its own."""
        with self._lock:
            if self._opened is None or self._opened.pid != os.getpid():
                self._opened = _Opened(self._settings)
            return self._opened


class _Opened:
    def __init__(self, settings: Settings) -> None:
        key = settings.elevenlabs_api_key
        self.pid = os.getpid()
        self.loop = asyncio.new_event_loop()
        self.http = httpx.AsyncClient(limits=LIMITS)
        self.client = AsyncElevenLabs(
            api_key=key.get_secret_value() if key else None,
            base_url=settings.elevenlabs_base_url,
            httpx_client=self.http,
        )
        self.thread = threading.Thread(
            target=_serve, args=(self.loop, self.http), daemon=True, name="elevenlabs"
        )
        self.thread.start()

    def close(self) -> None:
        """Without waiting: whoever collects garbage may be the loop's own thread."""
        if self.pid == os.getpid() and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self.loop.stop)


def _serve(loop: asyncio.AbstractEventLoop, http: httpx.AsyncClient) -> None:
    loop.run_forever()
    loop.run_until_complete(http.aclose())
    loop.close()


async def _within(seconds: float, call: Call[T], opened: _Opened) -> T:
    async with asyncio.timeout(seconds):
        return await call(opened.client, opened.http)


def refused(error: ApiError, mend: Mapping[int, str]) -> OutsideError:
    """`mend` says by status what lasts until a person mends it, beside the key; every other status may pass."""
    status = error.status_code or 0
    reason = (KEY | dict(mend)).get(status)
    if reason:
        return OutsideError(f"ElevenLabs {reason}.", permanent=True)
    return OutsideError(f"ElevenLabs failed (status {status}).", retry_after_seconds=_wish(error))


def away(error: Exception) -> OutsideError:
    """Not reached, or no whole answer in time."""
    return OutsideError(f"ElevenLabs does not answer ({type(error).__name__}).")


def _wish(error: ApiError) -> float | None:
    headers = {name.lower(): value for name, value in (error.headers or {}).items()}
    try:
        return float(headers.get("retry-after", ""))
    except ValueError:
        return None
