"""How states and kinds are called on pages, and in which colour of badge."""

from __future__ import annotations

from typing import NamedTuple

from interview_app.domain.decision import Action
from interview_app.domain.interview import (
    Difficulty,
    EndedBy,
    Feedback,
    InterviewState,
    InterviewType,
    ShownState,
)
from interview_app.domain.rubric import AnchorKind
from interview_app.domain.supervision import Action as Watching
from interview_app.domain.supervision import Source
from interview_app.models import (
    Interview,
    Invitation,
    MailState,
    QuestionSource,
    ResumeState,
    Role,
    Step,
    StepKind,
    StepState,
    User,
)


class Badge(NamedTuple):
    """`colour` is a modifier of .badge in candid.css, empty for the neutral one."""

    text: str
    colour: str = ""


INTERVIEW_STATES = {
    InterviewState.DRAFT: Badge("Draft"),
    InterviewState.PUBLISHED: Badge("Open", "good"),
    InterviewState.CLOSED: Badge("Closed", "warn"),
}
SHOWN_STATES = {
    ShownState.PREPARING: Badge("Preparing", "info"),
    ShownState.READY: Badge("Ready to start", "info"),
    ShownState.RUNNING: Badge("Running now", "accent badge--live"),
    ShownState.INTERRUPTED: Badge("Interrupted", "warn"),
    ShownState.COMPLETED: Badge("Completed", "good"),
    ShownState.ENDED: Badge("Ended early"),
    ShownState.EXPIRED: Badge("Expired", "warn"),
}
ENDED_BY = {
    EndedBy.CANDIDATE: "all questions were asked",
    EndedBy.TIME: "the time was used up",
    EndedBy.MANAGER: "ended by hand",
    EndedBy.DEADLINE: "the deadline passed",
    EndedBy.SUPERVISOR: "concluded by the supervisor",
}
MAIL_STATES = {
    MailState.QUEUED: Badge("Being sent", "info"),
    MailState.SENT: Badge("Sent", "good"),
    MailState.FAILED: Badge("Not sent", "bad"),
    MailState.NOT_CONFIGURED: Badge("Send it yourself", "warn"),
}
RESUME_STATES = {
    ResumeState.READING: Badge("Being read", "info"),
    ResumeState.READ: Badge("Read", "good"),
    ResumeState.FAILED: Badge("Not readable", "bad"),
}
SOURCES = {
    QuestionSource.MANAGER: Badge("Your own"),
    QuestionSource.MODEL: Badge("Drafted by AI", "info"),
    QuestionSource.TEMPLATE: Badge("From a template", "accent"),
    QuestionSource.BANK: Badge("From the question bank", "accent"),
}
ROLES = {Role.ADMIN: "Manager", Role.INTERVIEWER: "Reviewer"}
TYPES = {
    InterviewType.MIXED: "Mixed",
    InterviewType.BEHAVIORAL: "Behavioural",
    InterviewType.TECHNICAL: "Technical",
    InterviewType.CASE: "Case",
}
DIFFICULTIES = {Difficulty.EASY: "Easy", Difficulty.MEDIUM: "Medium", Difficulty.HARD: "Hard"}
FEEDBACK = {
    Feedback.NONE: "None",
    Feedback.RELEASED: "When one of us releases it",
    Feedback.AT_ONCE: "At once (practice interview)",
}
LANGUAGES = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "it": "Italian",
    "pt": "Portuguese",
    "nl": "Dutch",
    "pl": "Polish",
    "da": "Danish",
    "sv": "Swedish",
    "fi": "Finnish",
    "cs": "Czech",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ja": "Japanese",
    "zh": "Chinese",
}
AVATARS = {"none": "No avatar", "maya": "Maya", "jonas": "Jonas", "amara": "Amara", "kenji": "Kenji"}
ANCHOR_KINDS = {
    AnchorKind.RESPONSIBILITY: "Responsibility",
    AnchorKind.OWN_ACTION: "Own action",
    AnchorKind.RESULT: "Checkable result",
    AnchorKind.LESSON: "Lesson",
    AnchorKind.DETAIL: "Detail",
}
ACTIONS = {
    Action.PRESET: "Next prepared question",
    Action.FOLLOW_UP: "Follow-up question",
    Action.RESUME: "Question from the résumé",
    Action.COMPLETE: "End of the interview",
}
SUPERVISION = {
    Watching.IGNORE: "Noted",
    Watching.GUIDE: "Note to the candidate",
    Watching.CONCLUDE: "Concluded",
    Watching.END: "Ended",
}
WATCHERS = {
    Source.MODEL: "by a model, within the rules",
    Source.CODE: "by the clock",
    Source.MANAGER: "by hand",
}
STEPS = {
    StepKind.DRAFT_QUESTIONS: "Draft questions",
    StepKind.SEND_INVITATION: "Send the invitation",
    StepKind.READ_RESUME: "Read the résumé",
    StepKind.LISTEN: "Follow the answer live",
    StepKind.TRANSCRIBE: "Transcribe the answer",
    StepKind.SPECULATE: "Prepare the next question",
    StepKind.DECIDE: "Choose the next question",
    StepKind.COACH: "Feedback on the answer",
    StepKind.VOICE: "Speak the question",
    StepKind.VOICE_PRESETS: "Speak the prepared questions",
    StepKind.SUPERVISE: "Watch the interview",
    StepKind.RATE: "Rate the answers",
    StepKind.PRINT_REPORT: "Make the PDF",
    StepKind.RUN_LAB: "Interview lab",
    StepKind.LIST_VOICES: "List the account's voices",
}


def step_badge(step: Step) -> Badge:
    """A step's state; one that failed and will be tried again is told from one that never ran."""
    if step.state is StepState.READY:
        return Badge("Will try again", "warn") if step.failure else Badge("Waiting", "info")
    return {
        StepState.RUNNING: Badge("Running", "info badge--live"),
        StepState.DONE: Badge("Done", "good"),
        StepState.FAILED: Badge("Failed", "bad"),
    }[step.state]


def interview_badge(taken: Interview) -> Badge:
    return Badge("Archived") if taken.archived_at is not None else INTERVIEW_STATES[taken.state]


def invitation_badge(invitation: Invitation, *, expired: bool) -> Badge:
    """What matters most about an invitation: withdrawn, over, or how far its mail is; copied where there is none."""
    if invitation.revoked_at is not None:
        return Badge("Withdrawn")
    if not expired and invitation.mail_state is MailState.NOT_CONFIGURED and invitation.copied_at is not None:
        return Badge("Link copied", "info")
    return Badge("Expired", "warn") if expired else MAIL_STATES[invitation.mail_state]


def may_edit(user: User | None) -> bool:
    """Managers change things; reviewers read."""
    return user is not None and user.role is Role.ADMIN


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 question", "2 questions"."""
    return f"{number} {one if number == 1 else many or one + 's'}"
