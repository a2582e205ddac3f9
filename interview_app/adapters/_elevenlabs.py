"""What ElevenLabs' errors mean, for its voice and its recogniser alike."""

from __future__ import annotations

import re
from collections.abc import Mapping

from elevenlabs.core import ApiError

from interview_app.ports import OutsideError

KEY = {
    401: "refuses the key or its quota is used up: check ELEVENLABS_API_KEY",
    403: "refuses the key: check ELEVENLABS_API_KEY",
}


VOICE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""It becomes part of an address."""


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
