"""Reading a résumé that is a picture: cleaned here, copied out by a model that sees."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from interview_app import ports
from interview_app.domain import transcript
from interview_app.interviewer import prompts, replies
from interview_app.usecases import asking, steps

SECONDS = 75.0
"""For all models together; a page full of text takes one of them half a minute."""
MAX_CHARS = 60_000
NO_TEXT = "No text could be read in this picture. Please send a sharper one, a PDF or Word file, or paste the text instead."


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture's text, and the model that copied it."""

    text: ports.ResumeText
    model: str


def transcribe(
    session: Session,
    mine: steps.Claim,
    picture: ports.CleanPicture,
    *,
    model: ports.LanguageModel,
    clock: ports.Clock,
    interview_session_id: int,
) -> Seen | None:
    """What the picture says, by the first model that gives a usable reply; None when it says that there is nothing.

    Commits, as `asking.ask` does. Raises OutsideError when no model answers.
    """
    prompt = prompts.showing(prompts.render("transcribe", parts=len(picture.parts)), picture.parts)
    said = asking.ask(
        session, mine, prompt, replies.TranscriptionReply,
        model=model, clock=clock, seconds=SECONDS, interview_session_id=interview_session_id,
    )  # fmt: skip
    cleaned = transcript.clean_text(said.reply.text if said.reply.holds_text else "", MAX_CHARS)
    if not cleaned.text.strip():
        return None
    read = ports.ResumeText(
        text=cleaned.text, pages=0, hidden_characters=cleaned.hidden, truncated=cleaned.cut
    )
    return Seen(read, said.model)
