"""The error tree: every message is fit for the person."""

from __future__ import annotations

import pickle

import pytest

from interview_app.domain import errors

TREE = [
    errors.NotFound,
    errors.WrongState,
    errors.AnswerSealed,
    errors.InterviewOver,
    errors.NotYet,
    errors.LinkExpired,
    errors.InvalidInput,
    errors.ChunkChecksumMismatch,
    errors.ChunkConflict,
    errors.TooLarge,
]


@pytest.mark.parametrize("kind", TREE)
def test_every_error_has_a_sentence_of_its_own(kind: type[errors.InterviewError]) -> None:
    error = kind()
    assert isinstance(error, errors.InterviewError)
    assert str(error).endswith(".")
    assert str(error) != errors.InterviewError.sentence


@pytest.mark.parametrize("kind", [errors.AnswerSealed, errors.InterviewOver, errors.NotYet])
def test_wrong_states_can_be_caught_together(kind: type[errors.InterviewError]) -> None:
    assert issubclass(kind, errors.WrongState)


def test_a_message_given_stands_in_place_of_the_usual_one() -> None:
    assert (
        str(errors.NotYet("The question is still being prepared.")) == "The question is still being prepared."
    )


def test_invalid_input_names_its_field() -> None:
    error = errors.InvalidInput("Too short.", "job_title")
    assert (str(error), error.field) == ("Too short.", "job_title")
    assert errors.InvalidInput().field is None


def test_an_incomplete_recording_keeps_the_gaps_it_was_told() -> None:
    missing = {"a": [1, 2]}
    error = errors.RecordingIncomplete(missing)
    missing["a"].append(3)
    assert error.gaps == {"a": (1, 2)}


def test_errors_cross_a_process_border() -> None:
    error = pickle.loads(pickle.dumps(errors.TooLarge("This file is too large.")))  # noqa: S301  # our own bytes
    assert str(error) == "This file is too large."
