"""Forms of the manager's side: from strings to types, with the error beside its field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    Field,
    IntegerField,
    PasswordField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from interview_app.domain import errors, interview, transcript
from interview_app.domain.interview import Bounds, Difficulty, Feedback, GuideLimits, InterviewType
from interview_app.models import Guide, Role
from interview_app.usecases import guide_document as document
from interview_app.usecases import people
from interview_app.web import words


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF publishes no types
    """CSRF is checked for the whole application, so a form's own second check is off."""

    class Meta:
        csrf = False

    def blame(self, error: errors.InvalidInput) -> None:
        """Put a use case's refusal beside the field that it names, or above the form."""
        field = self._fields.get(error.field or "")
        if field is None:
            self.form_errors.append(str(error))
        else:
            field.errors = [*field.errors, str(error)]


def text_of(text: str | None) -> str:
    """What was typed, without characters that no database takes or nobody sees; its length is judged later."""
    return transcript.clean_text(text or "", len(text or "")).text.strip()


def one_line(text: str | None) -> str:
    return " ".join(text_of(text).split())


def options(words_of: Mapping[Any, str]) -> list[SelectChoice]:
    return [SelectChoice(str(value), text) for value, text in words_of.items()]


class LoginForm(Form):
    email = StringField("Email", [DataRequired("Please enter your email address."), Length(max=254)])
    password = PasswordField("Password", [InputRequired("Please enter your password."), Length(max=400)])


class PasswordForm(Form):
    old = PasswordField("Current password", [InputRequired("Please enter your current password.")])
    new = PasswordField(
        "New password",
        [
            InputRequired("Please choose a new password."),
            Length(min=people.MIN_PASSWORD_CHARS, message=people.TOO_SHORT),
        ],
    )
    again = PasswordField("New password again", [InputRequired("Please type the new password again.")])

    def validate_again(self, field: Field) -> None:
        if field.data != self.new.data:
            raise ValidationError("The two new passwords differ.")


class NameForm(Form):
    name = StringField("Name", [DataRequired("Please enter a name."), Length(max=people.MAX_NAME_CHARS)])


class PersonForm(Form):
    name = StringField("Name", [DataRequired("Please enter a name."), Length(max=people.MAX_NAME_CHARS)])
    email = StringField("Email", [DataRequired("Please enter an email address."), Length(max=254)])
    role = SelectField("Role", choices=options(words.ROLES), default=Role.INTERVIEWER)

    def chosen_role(self) -> Role:
        return Role(self.role.data)


class InviteForm(Form):
    people = TextAreaField(
        "People to invite", [DataRequired("Please give at least one address."), Length(max=60_000)]
    )
    written_answers = BooleanField("They answer in writing")


class ReasonForm(Form):
    reason = TextAreaField("Why?", [DataRequired("Please give a reason."), Length(max=500)])


class TemplateNameForm(Form):
    name = StringField(
        "Name of the template", [DataRequired("Please give the template a name."), Length(max=120)]
    )


class NewInterviewForm(Form):
    job_title = StringField("Job role", [Length(max=document.MAX_TITLE_CHARS)], filters=[one_line])
    start = StringField("Start from", [InputRequired("Please choose what to start from.")], default="blank")


def whole(label: str, bounds: Bounds) -> IntegerField:
    """A whole number within the bounds, its range in the field's own attributes."""
    said = f"Please choose a number from {bounds.low} to {bounds.high}."
    return IntegerField(
        label,
        [InputRequired(said), NumberRange(bounds.low, bounds.high, said)],
        default=bounds.default,
        render_kw={"min": bounds.low, "max": bounds.high},
    )


def choice(label: str, choices: Mapping[Any, str]) -> SelectField:
    return SelectField(label, choices=options(choices))


class GuideForm(Form):
    """Every setting of an interview."""

    job_title = StringField(
        "Job role",
        [DataRequired("Please name the job role."), Length(max=document.MAX_TITLE_CHARS)],
        filters=[one_line],
    )
    job_description = TextAreaField(
        "Job description", [Length(max=document.MAX_DESCRIPTION_CHARS)], filters=[text_of]
    )
    focus_areas = StringField("Focus areas", [Length(max=1000)], filters=[one_line])
    interview_type = choice("Interview type", words.TYPES)
    difficulty = choice("Difficulty", words.DIFFICULTIES)
    language = choice("Language", words.LANGUAGES)
    question_count = whole("Number of questions", GuideLimits.QUESTIONS)
    time_limit_minutes = whole("Time limit", GuideLimits.TIME_LIMIT_MINUTES)
    answer_seconds = whole("Time for an answer", GuideLimits.ANSWER_SECONDS)
    thinking_seconds = whole("Thinking time", GuideLimits.THINKING_SECONDS)
    attempts_allowed = whole("Recordings allowed", GuideLimits.TAKES)
    written_answers = BooleanField("Answers are given in writing")
    deadline = DateTimeLocalField(
        "Deadline (UTC)", [Optional()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
    )
    follow_ups_per_question = whole("Follow-ups per question", GuideLimits.FOLLOW_UPS)
    resume_questions = whole("Questions from the résumé", GuideLimits.RESUME_QUESTIONS)
    resume_required = BooleanField("Candidates must give a résumé")
    feedback = choice("Feedback to the candidate", words.FEEDBACK)
    practice_rounds = whole("Rounds of practice", GuideLimits.PRACTICE_ROUNDS)
    transcripts_correctable = BooleanField("Candidates may read and correct their transcripts")
    retention_days = whole("Keep recordings and reports for", document.RETENTION_DAYS)
    avatar = choice("Interviewer's picture", words.AVATARS)
    voice = StringField(
        "Voice",
        [Regexp(f"^{document.VOICE}$", message="A voice's id has only letters and digits.")],
        filters=[one_line],
    )
    brand_name = StringField(
        "Name shown to candidates", [Length(max=document.MAX_BRAND_CHARS)], filters=[one_line]
    )
    brand_colour = StringField(
        "Colour",
        [Regexp(rf"{interview.COLOUR.pattern}\Z", message="Please write a colour like #0b5d4e.")],
        default="#0b5d4e",
    )
    instructions = TextAreaField(
        "Instructions to the interviewer", [Length(max=document.MAX_INSTRUCTIONS_CHARS)], filters=[text_of]
    )

    def validate_focus_areas(self, field: Field) -> None:
        found = areas_of(field.data)
        if len(found) > document.MAX_FOCUS_AREAS:
            raise ValidationError(f"Please name at most {document.MAX_FOCUS_AREAS} areas.")
        if any(len(area) > document.MAX_FOCUS_CHARS for area in found):
            raise ValidationError(
                f"Each area has at most {document.MAX_FOCUS_CHARS} characters; part them by commas."
            )

    def validate_deadline(self, field: Field) -> None:
        if field.data is not None and field.data.replace(tzinfo=UTC) <= datetime.now(UTC):
            raise ValidationError("This time has passed already. The deadline is given in UTC.")

    def details(self) -> document.GuideDetails:
        """The form's values as the guide's settings; only after `validate`."""
        given = {name: field.data for name, field in self._fields.items()}
        deadline = self.deadline.data.replace(tzinfo=UTC) if self.deadline.data else None
        parsed = {
            "focus_areas": areas_of(self.focus_areas.data),
            "deadline": deadline,
            "interview_type": InterviewType(self.interview_type.data),
            "difficulty": Difficulty(self.difficulty.data),
            "feedback": Feedback(self.feedback.data),
        }
        return document.GuideDetails.model_validate(given | parsed)


def areas_of(text: str | None) -> tuple[str, ...]:
    """Focus areas from one line, parted by commas; each once."""
    return tuple(dict.fromkeys(area for part in (text or "").split(",") if (area := one_line(part))))


def guide_form(guide: Guide) -> GuideForm:
    """The form filled with the guide's settings, or with what was just sent."""
    stored = document.details_of(guide).model_dump(mode="json")
    deadline = guide.deadline.astimezone(UTC).replace(tzinfo=None) if guide.deadline else None
    return GuideForm(data=stored | {"focus_areas": ", ".join(guide.focus_areas), "deadline": deadline})
