"""After the last answer: a candidate reads what was understood, and corrects words, as long as the time for it lasts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from interview_app.domain import correction, difference, errors, transcript, turn
from interview_app.extensions import db, limiter
from interview_app.models import AnswerMode, Correction, InterviewSession, Transcript, Turn
from interview_app.usecases import correcting
from interview_app.web import candidate, guards, seats
from interview_app.web.errors import STATUS
from interview_app.web.render import ports, settings, wants_partial

bp = Blueprint("rereading", __name__, url_prefix="/interview/answers")
bp.register_error_handler(errors.InterviewError, candidate.notice)
limiter.limit(lambda: settings().candidate_rate, key_func=seats.rate_key)(bp)


class Written(StrEnum):
    """How far the writing down of an answer is; which part of `_said.html` is drawn."""

    COMING = "coming"
    WORDS = "words"
    SILENT = "silent"
    FAILED = "failed"
    BY_HAND = "by_hand"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One answer as its candidate reads it. `pieces` draw the difference of a correction."""

    turn: Turn
    label: str
    language: str
    state: Written
    words: tuple[transcript.Word, ...] = ()
    text: str = ""
    correction: Correction | None = None
    pieces: tuple[difference.Piece, ...] = ()

    @property
    def unsure(self) -> bool:
        """Whether the recogniser was unsure of any word."""
        return any(map(is_unsure, self.words))


def is_unsure(word: transcript.Word) -> bool:
    return word.confidence is not None and word.confidence < correction.UNSURE_UNDER


@bp.get("")
def page() -> ResponseReturnValue:
    """Every answer, written down or still to be."""
    mine = seats.the_session(db.session())
    reading = _reading(mine)
    if not reading.open:
        return _leave()
    team = mine.guide.brand_name or settings().team_name
    return render_template(
        "candidate/answers.html", guide=mine.guide, team=team, mine=mine, said=_said(mine, mine.turns),
        is_unsure=is_unsure, **_clock(reading), **_NOTHING,
    )  # fmt: skip


@bp.get("/clock")
@guards.reads_only
def clock() -> ResponseReturnValue:
    """The time left; it asks again until all answers are written down and the time is known."""
    reading = _reading(seats.the_session(db.session()))
    return render_template("candidate/_reading_clock.html", **_clock(reading)) if reading.open else _leave()


@bp.get("/<int:turn_id>")
@guards.reads_only
def answer(turn_id: int) -> ResponseReturnValue:
    """One answer's partial, which asks again until its words are there."""
    asked = seats.the_turn(db.session(), turn_id)
    return _partial(asked) if _reading(asked.interview_session).open else _leave()


@bp.post("/<int:turn_id>")
def correct(turn_id: int) -> ResponseReturnValue:
    asked = seats.the_turn(db.session(), turn_id)
    text = request.form.get("text", "")
    try:
        correcting.save(db.session(), asked, text, clock=ports().clock)
    except (errors.InvalidInput, errors.TooLarge) as error:
        db.session().rollback()
        return _refused(asked, text, error)
    except errors.WrongState as error:
        return _closed(asked, error)
    return _kept(asked)


@bp.post("/<int:turn_id>/undo")
def undo(turn_id: int) -> ResponseReturnValue:
    """Back to what was heard."""
    asked = seats.the_turn(db.session(), turn_id)
    try:
        correcting.undo(db.session(), asked, clock=ports().clock)
    except errors.WrongState as error:
        return _closed(asked, error)
    return _kept(asked)


@bp.post("/done")
def done() -> ResponseReturnValue:
    """The candidate calls the words right: from here on nothing changes."""
    mine = seats.the_session(db.session())
    correcting.confirm(db.session(), mine, queue=ports().queue, clock=ports().clock)
    return redirect(url_for("candidate.done"), 303)


_NOTHING = {"typed": None, "error": None, "kept": False}


def _reading(mine: InterviewSession) -> correcting.Reading:
    return correcting.reading(db.session(), mine, ports().clock())


def _clock(reading: correcting.Reading) -> dict[str, object]:
    return {"left_seconds": reading.left_seconds(ports().clock())}


def _said(mine: InterviewSession, wanted: Sequence[Turn]) -> list[Said]:
    """The wanted turns of this interview, labelled as in the room."""
    asked = [
        turn.Asked(turn_id=one.id, origin=one.origin, preset_number=one.preset_number, text=one.text)
        for one in mine.turns
    ]
    session = db.session()
    heard, coming = correcting.written_down(session, mine), correcting.pending(session, mine)
    made = correcting.of_turns(session, [one.id for one in wanted])
    total = len(mine.guide.questions)
    return [
        _one(
            one, turn.room_label(asked, one.id, total), heard.get(one.id), made.get(one.id), one.id in coming
        )
        for one in wanted
    ]


def _one(row: Turn, label: str, heard: Transcript | None, made: Correction | None, coming: bool) -> Said:
    language = row.interview_session.guide.language
    if heard is None or not heard.words:
        state = _wordless(row, coming, heard is not None)
        return Said(turn=row, label=label, language=language, state=state, text=row.written_text)
    return Said(
        turn=row,
        label=label,
        language=language,
        state=Written.WORDS,
        words=transcript.from_json(heard.words),
        text=made.text if made is not None else heard.text,
        correction=made,
        pieces=correcting.pieces_of(made) if made is not None else (),
    )


def _wordless(row: Turn, coming: bool, done: bool) -> Written:
    if row.mode is AnswerMode.WRITTEN:
        return Written.BY_HAND
    if row.mode is None:
        return Written.UNANSWERED
    if coming:
        return Written.COMING
    return Written.SILENT if done else Written.FAILED


def _partial(asked: Turn, **shown: object) -> str:
    (one,) = _said(asked.interview_session, [asked])
    return render_template("candidate/_said.html", one=one, is_unsure=is_unsure, **(_NOTHING | shown))


def _kept(asked: Turn) -> ResponseReturnValue:
    if wants_partial():
        return _partial(asked, kept=True)
    return redirect(url_for(".page", _anchor=f"said-{asked.id}"), 303)


def _refused(asked: Turn, text: str, error: errors.InterviewError) -> ResponseReturnValue:
    """The form again with what was typed, or the words alone for a browser without scripts."""
    if not wants_partial():
        raise error
    shortened = text[: correction.MOST_CHARS]
    return _partial(asked, typed=shortened, error=str(error)), STATUS[type(error)][0]


def _closed(asked: Turn, error: errors.WrongState) -> ResponseReturnValue:
    """Too late: why, in the answer's place."""
    if not wants_partial():
        raise error
    db.session().rollback()
    return render_template("candidate/_said_closed.html", turn_id=asked.id, message=str(error)), 409


def _leave() -> Response:
    """To the last page, also for a part of this one."""
    if not wants_partial():
        return make_response(redirect(url_for("candidate.where"), 303))
    return Response(status=200, headers={"HX-Redirect": url_for("candidate.where")})
