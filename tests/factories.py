"""Rows that tests begin with: a published interview, a candidate's seat, turns with words."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from interview_app import models
from interview_app.domain import interview, transcript, turn
from interview_app.usecases import workers

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ANCHORS = [
    {"id": "a1", "kind": "responsibility", "text": "Names what they were responsible for"},
    {"id": "a2", "kind": "own_action", "text": "Describes what they themselves did"},
    {"id": "a3", "kind": "result", "text": "Names a result that can be checked"},
    {"id": "a4", "kind": "lesson", "text": "Says what they would do differently"},
    {"id": "a5", "kind": "detail", "text": "Explains a trade-off that they weighed"},
]
COMPETENCIES = ("ownership", "problem_solving", "collaboration")
QUESTIONS = (
    "Tell me about a project that you led.",
    "Describe a fault that you found and mended.",
    "When did you change your mind because of a colleague?",
)


def published_interview(session: Session, **changes: Any) -> models.Interview:
    """An open interview of three questions; `changes` are columns of its guide."""
    guide = models.Guide(**(_guide() | changes))
    guide.questions = [
        models.Question(
            position=number,
            text=text,
            competency_keys=[key],
            tags=[],
            seconds=120,
            source=models.QuestionSource.MANAGER,
        )
        for number, (text, key) in enumerate(zip(QUESTIONS, COMPETENCIES, strict=True), 1)
    ]
    guide.competencies = [
        models.Competency(
            position=number, key=key, name=key.replace("_", " ").title(), definition=f"How {key} shows", weight=1.0,
            anchors=[dict(anchor) for anchor in ANCHORS],
        )
        for number, key in enumerate(COMPETENCIES, 1)
    ]  # fmt: skip
    made = models.Interview(
        state=interview.InterviewState.PUBLISHED,
        share_nonce=secrets.token_hex(8),
        share_token_hash=secrets.token_hex(32),
        created_at=NOW,
        published_at=NOW,
        guides=[guide],
    )
    session.add(made)
    session.commit()
    return made


def seat(session: Session, taken: models.Interview | None = None, **changes: Any) -> models.InterviewSession:
    """A candidate who has consented and given their details."""
    taken = taken or published_interview(session)
    columns: dict[str, Any] = {
        "interview_id": taken.id,
        "guide": taken.guides[-1],
        "state": interview.SessionState.READY,
        "consent_version": "2026-11",
        "consented_at": NOW,
        "ai_rating_consent": True,
        "created_at": NOW,
        "last_seen_at": NOW,
        "candidate_name": "Ada Lovelace",
        "candidate_email": "ada@example.org",
        "candidate_phone": "",
    }
    made = models.InterviewSession(**(columns | changes))
    session.add(made)
    session.commit()
    return made


def asked(session: Session, taken: models.InterviewSession, **changes: Any) -> models.Turn:
    """The next turn of a seat, asking the preset of its position."""
    number = len(taken.turns) + 1
    questions = taken.guide.questions
    question = questions[min(number, len(questions)) - 1]
    columns: dict[str, Any] = {
        "position": number,
        "origin": turn.Origin.PRESET,
        "question_id": question.id,
        "preset_number": min(number, len(questions)),
        "text": question.text,
        "answer_seconds": 120,
        "state": turn.TurnState.ASKED,
        "created_at": NOW,
        "shown_at": NOW,
        "away_ms": 0,
        "attempt": 1,
    }
    made = models.Turn(**(columns | changes))
    taken.turns.append(made)
    session.commit()
    return made


def said(
    session: Session,
    answered: models.Turn,
    text: str,
    *,
    confidence: float | None = 0.9,
    engine: str = "whisperx",
) -> models.Transcript:
    """A transcript of `text`, a word every 400 ms; the turn counts as sealed and transcribed."""
    words = tuple(
        transcript.Word(word, number * 400, number * 400 + 350, confidence)
        for number, word in enumerate(text.split())
    )
    made = models.Transcript(
        turn_id=answered.id,
        engine=engine,
        model="tiny",
        language="en",
        aligned=True,
        text=text,
        words=transcript.to_json(words),
        dropped=[],
        duration_ms=len(words) * 400,
        created_at=NOW,
    )
    answered.state, answered.mode = turn.TurnState.TRANSCRIBED, models.AnswerMode.VOICE
    answered.started_at = answered.started_at or NOW
    answered.sealed_at = answered.sealed_at or NOW
    session.add(made)
    session.commit()
    return made


def listening(session: Session, *, for_seconds: float = 86_400.0) -> models.SpeechWorker:
    """A speech worker that is ready, and counts as seen from now on for so long."""
    key = workers.begin(session, host="tests", pid=1, is_alive=lambda _: True)
    workers.listens(session, key)
    made = session.get_one(models.SpeechWorker, key, populate_existing=True)
    made.seen_at += for_seconds
    session.commit()
    return made


def _guide() -> dict[str, Any]:
    return {
        "version": 1,
        "frozen_at": NOW,
        "created_at": NOW,
        "job_title": "Software engineer",
        "job_description": "Builds and runs our billing service.",
        "interview_type": interview.InterviewType.MIXED,
        "difficulty": interview.Difficulty.MEDIUM,
        "focus_areas": ["reliability"],
        "language": "en",
        "time_limit_minutes": 10,
        "question_count": 3,
        "answer_seconds": 120,
        "follow_ups_per_question": 1,
        "resume_questions": 1,
        "thinking_seconds": 15,
        "attempts_allowed": 1,
        "resume_required": False,
        "deadline": None,
        "avatar": "none",
        "voice": "",
        "brand_name": "",
        "brand_colour": "#0b5d4e",
        "instructions": "",
        "feedback": interview.Feedback.NONE,
        "transcripts_correctable": False,
        "retention_days": 180,
    }
