"""What Candid asks of the outside world: one Protocol a need, and the one error tree that adapters raise.

    OutsideError(permanent=False)   a service failed; another try may go through
    OutsideError(permanent=True)    it will fail the same way until a person mends something

No port invents an answer: it returns what the service said or raises OutsideError.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol, runtime_checkable

from interview_app.domain import uploads
from interview_app.domain.transcript import Word

Clock = Callable[[], datetime]
"""Now, as an aware UTC datetime."""


class OutsideError(Exception):
    """An outside service failed.

    `reason` is one sentence fit for a manager's page: it names the service and what to do, and never
    holds a key, a prompt or a candidate's words. `retry_after_seconds` is the service's own wish.
    """

    def __init__(
        self, reason: str, *, permanent: bool = False, retry_after_seconds: float | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.retry_after_seconds = retry_after_seconds


class NoText(OutsideError):
    """A document that was opened and holds no text: perhaps a scan of it."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation with a language model. `pictures` are JPEG files that stand behind the text."""

    role: Literal["system", "user", "assistant"]
    text: str
    pictures: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelReply:
    """What a language model said, as text that nobody has checked yet.

    `position` is the place, from 0, of the model that answered in the configured order.
    """

    text: str
    provider: str
    model: str
    position: int
    tokens_in: int | None
    tokens_out: int | None
    cost_usd: float | None
    milliseconds: int


class LanguageModel(Protocol):
    """An ordered list of models behind one question."""

    @property
    def names(self) -> tuple[str, ...]:
        """The configured models, first choice first."""

    def complete(
        self,
        messages: Sequence[Message],
        *,
        schema: Mapping[str, Any],
        schema_name: str,
        seconds: float,
        first: int = 0,
    ) -> ModelReply:
        """Ask model number `first`, falling back to the ones behind it, within `seconds` of wall clock in all.

        Raises OutsideError when none of them said anything; the text is returned unparsed.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """What a recogniser heard: words in order, times in ms from the start of the audio given to it."""

    words: tuple[Word, ...]
    language: str
    engine: str
    model: str
    aligned: bool
    dropped: tuple[tuple[Word, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What was heard in the first `heard_ms` of a stretch of sound; times count from its beginning.

    `dropped` are words that the recogniser brought and nobody said, each with the reason.
    """

    heard_ms: int
    words: tuple[Word, ...]
    dropped: tuple[tuple[Word, str], ...]
    engine: str
    model: str
    aligned: bool


@runtime_checkable
class LiveSpeechToText(Protocol):
    """A recogniser that follows an answer while it is being spoken."""

    def hear(self, pcm: bytes, *, language: str, last: bool, lead_ms: int = 0) -> Piece | None:
        """Recognise up to the latest pause in `pcm` (as SpeechToText takes it), at most 15 s.

        None: there is no place to stop yet, come back with more. `last` says that no more will come: then there is
        always a piece. The first `lead_ms` were heard before: they only tell what the rest is heard against, and the
        piece and its times begin after them. Raises OutsideError.
        """


class SpeechToText(Protocol):
    """A recogniser of speech."""

    @property
    def name(self) -> str:
        """The provider's name in SPEECH_PROVIDERS."""

    def transcribe(self, pcm: bytes, *, language: str) -> Recognition:
        """Recognise 16 kHz mono signed 16-bit little-endian PCM. Silence gives no words.

        Raises OutsideError, permanent when the model is missing or not installed.
        """


class Circuits(Protocol):
    """What all workers together know of each provider, so that one which fails again and again is left alone."""

    def rests(self, name: str) -> OutsideError | None:
        """The reason not to ask provider `name` now, with the seconds that are left; None: ask it.

        After a rest one caller gets None and tries; it must tell what became of it.
        """

    def failed(self, name: str, error: OutsideError) -> None:
        """It failed. What is permanent is noted and opens nothing."""

    def worked(self, name: str) -> None:
        """It answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """A question, spoken. `characters` are (character, start ms, end ms) in the order of the text."""

    audio: bytes
    mime: str
    characters: tuple[tuple[str, int, int], ...]
    model: str


class TextToSpeech(Protocol):
    """A voice."""

    @property
    def model(self) -> str:
        """The provider's model, which is part of what a kept clip is known by."""

    def speak(self, text: str, *, voice: str, language: str) -> Speech:
        """Say `text` with the provider's voice id. Raises OutsideError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedVoice:
    """A voice that may be chosen. `about` is one line, `languages` are codes such as "de"; `sample_url` is where the
    provider keeps a sample, None where it has none.
    """

    voice_id: str
    name: str
    about: str
    languages: tuple[str, ...]
    sample_url: str | None


class VoiceCatalogue(Protocol):
    """The voices of the provider's account."""

    def voices(self) -> tuple[OfferedVoice, ...]:
        """In the provider's order. Raises OutsideError."""

    def sample(self, voice: OfferedVoice) -> Speech:
        """A few seconds of it. Raises OutsideError."""


class MediaConverter(Protocol):
    """FFmpeg's work, each call in a child process with limits on time, memory and output."""

    def decode(self, recording: bytes) -> bytes:
        """The recording as 16 kHz mono signed 16-bit little-endian PCM, silence kept where time is missing.

        Raises OutsideError(permanent=True) when the bytes are not a webm or mp4 recording.
        """

    def decode_from(self, recording: bytes, from_ms: int, *, most_ms: int) -> bytes:
        """PCM of a recording from `from_ms` on, at most `most_ms` of it, as `decode` gives it, without decoding all."""

    def playable(self, recording: bytes) -> tuple[bytes, str]:
        """The same recording remuxed so that a browser can seek in it, and its MIME type."""

    def encode(self, pcm: bytes) -> tuple[bytes, str]:
        """PCM as one seekable file, for an answer made of several takes, and its MIME type."""


class BlobStore(Protocol):
    """Finished files by key. Keys are ours (letters, digits, `/`, `-`, `.`): no user's string is ever in one."""

    def put(self, key: str, body: bytes, *, mime: str) -> None:
        """Store; the same key again replaces."""

    def get(self, key: str) -> bytes:
        """Raises KeyError when nothing is stored under `key`, OutsideError when the store is away."""

    def delete(self, key: str) -> None:
        """Remove; a key that is not there is no error."""


Place = Literal["first", "behind", "aside"]
"""Where a step waits: for its kind's worker, for it but behind the others, or for another kind that does the rest."""


class JobQueue(Protocol):
    """Wake-ups only: a lost one costs seconds, never work."""

    def wake(self, step_id: int, kind: str, *, place: Place = "first") -> None:
        """Ask a worker to look at step `step_id`. Raises OutsideError when the queue is away."""

    def workers(self) -> Mapping[str, int]:
        """How many workers listen, by kind: `default`, `interview` and `speech`. Raises OutsideError."""


class Awaited(Protocol):
    """News of one turn."""

    def wait(self, seconds: float) -> bool:
        """Sleep until there is news, at most so long. True: something was told since the last wait, or may have been."""


class News(Protocol):
    """How a web process hears that a worker has done something about a turn. It says when to look, and nothing else.

    Lost news costs a second: who waits looks anyway, now and then.
    """

    def tell(self, turn_id: int) -> None:
        """Something about the turn is new, and committed. Never raises."""

    def about(self, turn_id: int) -> AbstractContextManager[Awaited]:
        """Listen for news of the turn while the block lasts; what is told before is not heard. Never raises."""


class PdfPrinter(Protocol):
    """HTML in, PDF out."""

    def print(self, html: str) -> bytes:
        """A tagged PDF of a self-contained page; nothing outside it is fetched. Raises OutsideError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeText:
    """What could be read: `pages` (0: the kind has none), invisible characters taken out, whether the end was cut, and the
    numbers, from 1, of pages that are pictures, whose words are not in the text (`unread`)."""

    text: str
    pages: int
    hidden_characters: int
    truncated: bool
    unread: tuple[int, ...] = ()


class ResumeReader(Protocol):
    """A reader of one kind of strangers' files."""

    def read(self, body: bytes) -> ResumeText:
        """Text of a file, read in a limited child process.

        Raises OutsideError(permanent=True) with a sentence for the candidate: encrypted, broken, too heavy; NoText.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanPicture:
    """A picture drawn anew as JPEG, upright, without place, camera or comments.

    `parts` are what a model is shown, from top to bottom: the whole, or strips of a long one that overlap a little.
    """

    whole: bytes
    parts: tuple[bytes, ...]


class PictureCleaner(Protocol):
    """A reader of strangers' pictures."""

    def clean(self, body: bytes) -> CleanPicture:
        """Decode a JPEG, PNG or WebP file in a limited child process, at most 60 million dots.

        Raises OutsideError(permanent=True) with a sentence for the candidate: broken, too large, too small.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedPages:
    """The pages that are scans, upright, by their numbers from 1, and those of which there is no picture. `pages` counts
    all of the document, with words or without; `truncated` says that it was not looked at to its end."""

    pictures: Mapping[int, bytes]
    unread: tuple[int, ...]
    pages: int
    truncated: bool


class ScanReader(Protocol):
    """A reader of strangers' scans."""

    def scanned(self, body: bytes) -> ScannedPages | None:
        """The pages of a document that are pictures, by a limited child process; None where none is."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What reads a résumé that is a picture: models that see, what cleans a picture before, what finds those of a scan."""

    model: LanguageModel
    cleaner: PictureCleaner
    scans: ScanReader | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail to one person, as text and as HTML."""

    to: str
    to_name: str
    subject: str
    text: str
    html: str


class Mailer(Protocol):
    """The way out for mail."""

    def send(self, mail: Mail) -> None:
        """Hand one mail to the SMTP server. Raises OutsideError, permanent when the address is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line of `flask doctor`."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """What the web process needs: nothing here imports a heavy SDK."""

    queue: JobQueue
    news: News
    blobs: BlobStore
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerPorts(Ports):
    """What the workers need besides. None means: not configured, and the product says so."""

    model: LanguageModel | None
    speech_to_text: tuple[SpeechToText, ...]
    live_speech: LiveSpeechToText | None
    text_to_speech: TextToSpeech | None
    media: MediaConverter
    pdf: PdfPrinter
    resumes: Mapping[uploads.Kind, ResumeReader]
    sight: Sight | None = None
    mailer: Mailer | None
    voices: VoiceCatalogue | None = None
    checks: tuple[Callable[[], Check], ...] = field(default=())
