"""Tables, and nothing else."""

from interview_app.models.base import Base
from interview_app.models.interviews import (
    Competency,
    Guide,
    Interview,
    Invitation,
    MailState,
    Question,
    QuestionSource,
    Template,
)
from interview_app.models.judgements import (
    Assessment,
    CallState,
    Decision,
    ModelCall,
    Rating,
    Report,
    Speculation,
    SpeculationState,
)
from interview_app.models.lab import LabRun
from interview_app.models.people import Role, User
from interview_app.models.practice import Coaching
from interview_app.models.providers import Overheard, Provider
from interview_app.models.recordings import (
    AnswerAudio,
    Chunk,
    Correction,
    Hearing,
    SpeechClip,
    Take,
    Transcript,
)
from interview_app.models.sessions import AnswerMode, InterviewSession, Resume, ResumeState, Turn
from interview_app.models.supervision import SupervisionEntry
from interview_app.models.voices import Voice, VoiceList
from interview_app.models.work import (
    Blob,
    SpeechWorker,
    Step,
    StepKind,
    StepState,
    WorkerState,
    database_now,
)

__all__ = [
    "AnswerAudio",
    "AnswerMode",
    "Assessment",
    "Base",
    "Blob",
    "CallState",
    "Chunk",
    "Coaching",
    "Competency",
    "Correction",
    "Decision",
    "Guide",
    "Hearing",
    "Interview",
    "InterviewSession",
    "Invitation",
    "LabRun",
    "MailState",
    "ModelCall",
    "Overheard",
    "Provider",
    "Question",
    "QuestionSource",
    "Rating",
    "Report",
    "Resume",
    "ResumeState",
    "Role",
    "Speculation",
    "SpeculationState",
    "SpeechClip",
    "SpeechWorker",
    "Step",
    "StepKind",
    "StepState",
    "SupervisionEntry",
    "Take",
    "Template",
    "Transcript",
    "Turn",
    "User",
    "Voice",
    "VoiceList",
    "WorkerState",
    "database_now",
]
