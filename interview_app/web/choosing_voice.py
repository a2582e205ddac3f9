"""The voices as the settings page shows them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from interview_app.models import Guide, Step, Voice, VoiceList
from interview_app.usecases import voices
from interview_app.web import words
from interview_app.web.render import settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """`fitting` speak the interview's language by their account, `other` are not said to. `house` is the id of the
    installation's voice, `unlisted` the chosen one when the list does not have it.
    """

    chosen: str
    voiced: bool
    house: Voice | None
    fitting: tuple[Voice, ...]
    other: tuple[Voice, ...]
    unlisted: str
    listed: VoiceList | None
    step: Step | None

    @property
    def is_listing(self) -> bool:
        return voices.is_listing(self.step)

    @property
    def failure(self) -> str | None:
        return self.step.failure if self.step is not None else None

    @property
    def sampled(self) -> int:
        """How many have a sample, or the reason for none."""
        return sum(1 for one in (*self.fitting, *self.other) if one.sample_blob_key or one.sample_failure)

    def spoken(self, voice: Voice) -> str:
        """The names of a voice's languages, the first few."""
        known = [words.LANGUAGES[code] for code in voice.languages if code in words.LANGUAGES]
        more = len(known) - 3
        return ", ".join(known[:3]) + (f" and {more} more" if more > 0 else "")

    @property
    def count(self) -> int:
        return len(self.fitting) + len(self.other)


def offer(session: Session, guide: Guide, chosen: str) -> Offer:
    listed = voices.the_list(session)
    rows = tuple(listed.voices) if listed is not None else ()
    house = next((one for one in rows if one.voice_id == settings().elevenlabs_voice), None)
    return Offer(
        chosen=chosen,
        voiced=settings().voiced,
        house=house,
        fitting=tuple(one for one in rows if guide.language in one.languages),
        other=tuple(one for one in rows if guide.language not in one.languages),
        unlisted=chosen if chosen not in {"", *(one.voice_id for one in rows)} else "",
        listed=listed,
        step=voices.listing_step(session, listed),
    )
