"""What a person may not do, or what could not be done with what they sent.

InterviewError
├── NotFound
├── WrongState
│   ├── AnswerSealed
│   ├── InterviewOver
│   └── NotYet
├── LinkExpired
├── InvalidInput
├── ChunkChecksumMismatch
├── ChunkConflict
├── TooLarge
└── RecordingIncomplete

Every message is a sentence that may be shown to the person; none holds an id, a path or a vendor's words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar


class InterviewError(Exception):
    """The root. `str(error)` is the sentence for the person; without one the class's own stands."""

    sentence: ClassVar[str] = "This is not possible."

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or self.sentence)


class NotFound(InterviewError):
    """It is not there, or belongs to somebody else: the person must not learn which."""

    sentence = "We could not find that."


class WrongState(InterviewError):
    """The thing exists, and its state does not allow this."""

    sentence = "That is not possible at this point."


class AnswerSealed(WrongState):
    """The answer was submitted, or its time ran out: its bytes no longer change."""

    sentence = "This answer has already been submitted."


class InterviewOver(WrongState):
    """Completed, ended or expired: nothing more is asked or taken."""

    sentence = "This interview is over."


class NotYet(WrongState):
    """It will be possible later, after a step that is still to come."""

    sentence = "This is not possible yet."


class LinkExpired(InterviewError):
    """The link was right once: its deadline has passed or it was withdrawn."""

    sentence = "This link has expired. Please ask the team that invited you for a new one."


class InvalidInput(InterviewError):
    """A value outside its bounds. `field` is the form's field name, None when the whole is meant."""

    sentence = "Please check what you entered."

    def __init__(self, message: str | None = None, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class ChunkChecksumMismatch(InterviewError):
    """The bytes that arrived are not those that were sent: the browser sends them again."""

    sentence = "A part of the recording was damaged on its way. It will be sent again."


class ChunkConflict(InterviewError):
    """Other bytes are stored under this take and number already; those stay."""

    sentence = "A different part of the recording is already stored in this place."


class TooLarge(InterviewError):
    """More bytes, chunks or characters than allowed."""

    sentence = "This is too large."


class RecordingIncomplete(InterviewError):
    """Declared chunks are missing. `gaps` maps a take's id to its missing sequence numbers, ascending."""

    sentence = "Some parts of the recording have not arrived yet."

    def __init__(self, gaps: Mapping[str, Sequence[int]]) -> None:
        super().__init__()
        self.gaps = {take: tuple(missing) for take, missing in gaps.items()}
