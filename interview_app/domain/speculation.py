"""Preparing the next step while the candidate still speaks: when it is worth a call, and when what came of it may be used.

A step that was prepared rests on the words heard by then. It is used only if the final words say the same, but for a
few: what matters is stated here, in numbers and in words.
"""

from __future__ import annotations

import array
import difflib
import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from interview_app.domain import clock, decision, difference, transcript

FIRST_WORDS: Final = 12
"""A shorter answer is hardly one yet: five seconds of speech."""
FREE_CHANGES: Final = 6
"""Words without weight that may be added, removed or changed in however short an answer: "and yes, that's it"."""
MOST_CHANGED_SHARE: Final = 0.06
"""Of the words heard at the time, beyond FREE_CHANGES."""
MOST_CHANGES: Final = 12
"""Five seconds of speech: whoever says more has said another thing."""
PAUSE_MS: Final = 700
"""Within a sentence people pause for less; 250 to 500 ms is taking breath."""
LONG_PAUSE_MS: Final = 1_500
"""Asked for once half of an answer's calls are spent, so that some are left for its end."""
LITTLE_TIME_SECONDS: Final = 12
"""With so little of the answer's time left no pause is waited for."""
USUAL_SECONDS: Final = 2.0
"""How long a model takes, where none has answered yet."""
SLOWER: Final = 1.25
"""So much longer than usual a call may take and still be waited for."""

FRAME_MS: Final = 50
SAMPLES_PER_MS: Final = 16
EVERY: Final = 4
"""Of so many samples one tells how loud a frame is."""
QUIET_SHARE: Final = 0.12
"""Of how loud the loud parts of a stretch are; speech has 20 to 30 dB above the pauses of a usable recording."""
FAINT: Final = 120
"""A sample's size under which nobody speaks, of 32,767."""

KNOWN_LANGUAGES: Final = frozenset({"en", "de", "fr", "es", "it", "pt", "nl"})
"""Of these `_TURNS` knows the words that matter. In any other language every changed word matters."""

# What makes a sentence its contrary, then numbers in words; digits are seen as such.
_TURNING_WORDS: Final = (
    "no not never none nobody nothing neither nor without cannot cant wont dont doesnt didnt wasnt werent isnt arent "
    "couldnt wouldnt shouldnt hadnt havent hasnt wrong actually correction sorry "
    "nein nicht nie niemals kein keine keinen keinem keiner niemand nichts ohne falsch "
    "non ne pas jamais aucun aucune personne rien sans faux nunca ninguno ninguna nadie nada sin "
    "não nenhum nenhuma ninguém sem mai nessuno nessuna niente senza niet geen nooit niemand niets zonder "
    "one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred thousand million billion percent half third quarter double twice "
    "zwei drei vier fünf sechs sieben acht neun zehn zwanzig dreißig vierzig fünfzig hundert tausend prozent hälfte "
    "deux trois quatre cinq six sept huit neuf dix vingt trente quarante cinquante cent mille pourcent moitié "
    "dos tres cuatro cinco seis siete ocho nueve diez veinte treinta cuarenta cincuenta cien mil ciento mitad "
    "dois duas três quatro sete oito nove dez vinte trinta metade due tre quattro cinque sei sette otto dieci venti "
    "cento metà twee drie zes zeven negen tien twintig honderd duizend"
)
_TURNS: Final = frozenset(_TURNING_WORDS.split())

# Words that say nothing by themselves: what people breathe with, and end with.
_LIGHT_WORDS: Final = (
    "a an the and so well yeah yes ok okay um uh er hmm like i mean just really very that thats is it its was this "
    "about all thank thanks you please then also too of course basically "
    "der die das ein eine und also ja äh ähm hm mal so dann danke schön wars war es ist gut "
    "le la les un une et donc oui euh ben voilà cest tout merci alors "
    "el los las una y pues sí eh bueno eso es gracias entonces "
    "il lo gli e allora sì ehm ecco tutto grazie o os as um uma então sim é isso tudo obrigado obrigada "
    "de het een en dus ja eh nou dat was het bedankt dank"
)
_LIGHT: Final = frozenset(_LIGHT_WORDS.split())
ALIKE: Final = 0.8
"""Of the letters of two words that may stand for each other: a recogniser's second thought, "migration", "migrations"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """How many calls an answer may cost; an interview how many, how many US dollars and spoken characters.

    None: counted, with no limit. Calls and characters hold where nobody knows a price.
    """

    most_per_answer: int
    most_usd_per_interview: float | None = None
    most_per_interview: int | None = None
    most_characters_per_interview: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """An answer while it is spoken. `quiet_ms`: how long nothing has been said; `left_seconds`: of the answer's time.

    `rested_on` are the words that the latest prepared step rests on, None when there is none that could be used.
    `made` counts the answer's calls so far, `made_in_all` the interview's; `spent_usd` is what those cost, as far as it is
    known, `spoken_characters` what a provider was given to speak for them.
    """

    heard: str
    language: str
    quiet_ms: int
    left_seconds: float
    rested_on: str | None
    made: int
    spent_usd: float
    made_in_all: int = 0
    spoken_characters: int = 0


def why_not(moment: Moment, caps: Caps, situation: decision.Situation) -> str | None:
    """Why nothing is prepared now, as a sentence; None when it is worth a call."""
    if len(transcript.norms(moment.heard)) < FIRST_WORDS:
        return "Too little has been said."
    if (spent := _why_spent(moment, caps)) is not None:
        return spent
    if moment.quiet_ms < pause_ms(moment.made, caps) and moment.left_seconds > LITTLE_TIME_SECONDS:
        return "The candidate is speaking."
    if _holds(moment):
        return "What is prepared still holds."
    if not has_choice(situation):
        return "There is nothing to choose."
    return None


def _why_spent(moment: Moment, caps: Caps) -> str | None:
    if moment.made >= caps.most_per_answer:
        return f"This answer has had its {caps.most_per_answer} calls."
    if caps.most_usd_per_interview is not None and moment.spent_usd >= caps.most_usd_per_interview:
        return "What this interview may cost for it is spent."
    if caps.most_per_interview is not None and moment.made_in_all >= caps.most_per_interview:
        return f"This interview has had its {caps.most_per_interview} calls."
    most = caps.most_characters_per_interview
    if most is not None and moment.spoken_characters >= most:
        return f"This interview has had its {most} spoken characters."
    return None


def _holds(moment: Moment) -> bool:
    rested_on = moment.rested_on
    return rested_on is not None and why_it_matters(rested_on, moment.heard, moment.language) is None


def pause_ms(made: int, caps: Caps) -> int:
    """How long the candidate must have been silent: longer once half of the answer's calls are spent."""
    return PAUSE_MS if 2 * made < caps.most_per_answer else LONG_PAUSE_MS


def has_choice(situation: decision.Situation) -> bool:
    """Whether anything but the guide's next step is allowed: else no model is asked at all."""
    return decision.why_no_follow_up(situation) is None or decision.why_no_resume_question(situation) is None


def verdict(situation: decision.Situation) -> str:
    """What the time left and the rules allow, in one word: a step prepared under another one is decided anew."""
    allowed = [
        name
        for name, why in (
            ("follow_up", decision.why_no_follow_up(situation)),
            ("resume", decision.why_no_resume_question(situation)),
        )
        if why is None
    ]
    return ".".join([*allowed, clock.urgency(situation.remaining_seconds).value])


def changed_words(rested_on: str, final: str) -> int:
    """How many words were added, removed or replaced; case, punctuation and form do not count."""
    return sum(map(_size, difference.places(transcript.norms(rested_on), transcript.norms(final))))


def why_it_matters(rested_on: str, final: str, language: str) -> str | None:
    """Why a step prepared from the one text may not follow the other, as a sentence; None when it may."""
    before, after = transcript.norms(rested_on), transcript.norms(final)
    changes = difference.places(before, after)
    if changes and language not in KNOWN_LANGUAGES:
        return "The words changed, in a language whose negations are not known here."
    for place in changes:
        if _turning(before[place.start : place.end]) != _turning(after[place.new_start : place.new_end]):
            return "A number or a negation was said or heard otherwise."
        if not _is_light(before[place.start : place.end], after[place.new_start : place.new_end]):
            return "Words that carry weight were said or heard otherwise."
    changed, most = sum(map(_size, changes)), most_changes(len(before))
    if changed > most:
        return f"{changed} words changed since, and at most {most} may."
    return None


def most_changes(words: int) -> int:
    """How many words may change in an answer of so many."""
    return min(MOST_CHANGES, max(FREE_CHANGES, math.floor(words * MOST_CHANGED_SHARE)))


def usual_seconds(latest_ms: Sequence[int]) -> float:
    """How long a model usually takes, from its latest calls in milliseconds."""
    return statistics.median(latest_ms) / 1000 if latest_ms else USUAL_SECONDS


def wait_seconds(begun_seconds_ago: float, usual_seconds: float) -> float:
    """How long a call that is under way is worth waiting for: never longer than asking anew, 0 once it is overdue."""
    return min(usual_seconds, max(0.0, SLOWER * usual_seconds - begun_seconds_ago))


def quiet_ms(pcm: bytes) -> int:
    """How long nothing has been said at the end of 16 kHz mono 16-bit PCM, by its loudness."""
    samples = array.array("h", pcm[: len(pcm) // 2 * 2])[::EVERY]
    per_frame = FRAME_MS * SAMPLES_PER_MS // EVERY
    frames = [_loudness(samples[at : at + per_frame]) for at in range(0, len(samples), per_frame)]
    if not frames:
        return 0
    loud = sorted(frames)[len(frames) * 9 // 10]
    quiet = 0
    for frame in reversed(frames):
        if frame > max(FAINT, loud * QUIET_SHARE):
            break
        quiet += 1
    return quiet * FRAME_MS


def _is_light(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether neither side holds a word that says something, but for words that are spelled alike."""
    alike = len(before) == len(after)
    if alike and all(_spelled_alike(one, other) for one, other in zip(before, after, strict=True)):
        return True
    return _LIGHT.issuperset(before) and _LIGHT.issuperset(after)


def _spelled_alike(one: str, other: str) -> bool:
    return one == other or difflib.SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE


def _loudness(samples: Sequence[int]) -> float:
    return math.sqrt(sum(sample * sample for sample in samples) / len(samples))


def _size(place: difference.Place) -> int:
    return max(place.end - place.start, place.new_end - place.new_start)


def _turning(words: Sequence[str]) -> list[str]:
    """The words that turn a sentence round or put a figure to it, in their order."""
    return [word for word in words if word in _TURNS or any(sign.isdigit() for sign in word)]
