"""VoiceCatalogue by ElevenLabs: the account's voices, and a sample of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx
from elevenlabs.client import AsyncElevenLabs

from interview_app.adapters import _elevenlabs
from interview_app.config import Settings
from interview_app.domain import transcript
from interview_app.ports import OfferedVoice, OutsideError, Speech, TextToSpeech

MIME = "audio/mpeg"
SECONDS = 20
"""For the whole list, and for the whole of a sample."""
PAGE = 100
MOST_PAGES = 5
MOST_SAMPLE_BYTES = 3 * 1024 * 1024
SENTENCE = "Hello, and welcome. Please tell me about a project that you enjoyed."
SAID_OF_A_VOICE = ("gender", "age", "accent", "descriptive", "description", "use_case")
SOUNDS: Mapping[bytes, str] = {b"ID3": MIME, b"RIFF": "audio/wav", b"OggS": "audio/ogg"}


class ElevenlabsVoices:
    """`speech` says a sentence in a voice that has no sample of its own."""

    def __init__(self, settings: Settings, speech: TextToSpeech) -> None:
        self._settings = settings
        self._speech = speech
        self._line = _elevenlabs.Line(settings)

    def voices(self) -> tuple[OfferedVoice, ...]:
        return tuple(self._line.ask(_pages, seconds=SECONDS, mend={}))

    def sample(self, voice: OfferedVoice) -> Speech:
        """ElevenLabs' own sample; a voice that has none says a sentence."""
        if voice.sample_url is None:
            return self._speech.speak(SENTENCE, voice=voice.voice_id, language="en")
        body = self._fetched(voice.sample_url)
        mime = _kind_of(body)
        if mime is None:
            raise OutsideError("ElevenLabs' sample of this voice is no sound that we know.", permanent=True)
        return Speech(audio=body, mime=mime, characters=(), model="")

    def _fetched(self, address: str) -> bytes:
        """At most a few MB, by https and without redirects: the address comes from outside."""
        if urlsplit(address).scheme != "https" and not self._is_our_own(address):
            raise OutsideError("ElevenLabs' sample of this voice has no https address.", permanent=True)

        async def fetch(_client: AsyncElevenLabs, http: httpx.AsyncClient) -> bytes:
            body = b""
            async with http.stream("GET", address, timeout=SECONDS) as answer:
                if answer.status_code != httpx.codes.OK:
                    raise OutsideError(f"ElevenLabs' sample was not there (status {answer.status_code}).")
                async for piece in answer.aiter_bytes():
                    body += piece
                    if len(body) > MOST_SAMPLE_BYTES:
                        raise OutsideError("ElevenLabs' sample of this voice is too large.", permanent=True)
            return body

        return self._line.ask(fetch, seconds=SECONDS, mend={})

    def _is_our_own(self, address: str) -> bool:
        """ELEVENLABS_BASE_URL may be an http address inside the house."""
        base = self._settings.elevenlabs_base_url
        return base is not None and urlsplit(address)[:2] == urlsplit(base)[:2]


async def _pages(client: AsyncElevenLabs, _http: httpx.AsyncClient) -> list[OfferedVoice]:
    found: list[OfferedVoice] = []
    token = None
    for _ in range(MOST_PAGES):
        page = await client.voices.search(
            page_size=PAGE,
            next_page_token=token,
            request_options={"timeout_in_seconds": SECONDS, "max_retries": 0},
        )
        found += (_offered(one) for one in page.voices if _elevenlabs.VOICE_ID.fullmatch(one.voice_id))
        token = page.next_page_token
        if not page.has_more or not token:
            break
    return found


def _offered(voice: Any) -> OfferedVoice:
    labels = voice.labels or {}
    said = dict.fromkeys(labels[name].replace("_", " ") for name in SAID_OF_A_VOICE if labels.get(name))
    spoken = [one.language for one in voice.verified_languages or []] + [labels.get("language") or ""]
    codes = dict.fromkeys(one.partition("-")[0].lower()[:8] for one in spoken if one)
    return OfferedVoice(
        voice_id=voice.voice_id,
        name=_line(voice.name or voice.voice_id, 120),
        about=_line(", ".join(said), 200),
        languages=tuple(codes),
        sample_url=voice.preview_url or None,
    )


def _line(text: str, most: int) -> str:
    return " ".join(transcript.clean_text(text, most).text.split())


def _kind_of(body: bytes) -> str | None:
    """By its first bytes; an mp3 without tags begins with eleven ones."""
    for sign, mime in SOUNDS.items():
        if body.startswith(sign):
            return mime
    return MIME if len(body) > 1 and body[0] == 0xFF and body[1] & 0xE0 == 0xE0 else None
