"""Turn states and the names of questions."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_app.domain import errors, turn
from interview_app.domain.turn import Asked, Origin, TurnState


def asked(turn_id: int, origin: Origin, preset_number: int | None) -> Asked:
    return Asked(turn_id=turn_id, origin=origin, preset_number=preset_number, text="…")


WALK = [
    asked(11, Origin.PRESET, 1),
    asked(12, Origin.FOLLOW_UP, 1),
    asked(13, Origin.FOLLOW_UP, 1),
    asked(14, Origin.RESUME, None),
    asked(15, Origin.PRESET, 2),
    asked(16, Origin.FOLLOW_UP, 2),
    asked(17, Origin.RESUME, None),
]


def test_labels_count_follow_ups_per_preset_and_resume_questions_in_all() -> None:
    assert turn.labels(WALK) == {
        11: "Q1",
        12: "Q1 Follow-up 1",
        13: "Q1 Follow-up 2",
        14: "Résumé Q1",
        15: "Q2",
        16: "Q2 Follow-up 1",
        17: "Résumé Q2",
    }


@pytest.mark.parametrize(
    ("turn_id", "label"),
    [
        (11, "Question 1 of 5"),
        (13, "Question 1 of 5 · Follow-up"),
        (14, "From your résumé"),
        (15, "Question 2 of 5"),
        (16, "Question 2 of 5 · Follow-up"),
    ],
)
def test_the_room_says_where_the_candidate_is(turn_id: int, label: str) -> None:
    assert turn.room_label(WALK, turn_id, 5) == label


def test_a_turn_never_asked_has_no_label() -> None:
    with pytest.raises(errors.NotFound):
        turn.room_label(WALK, 99, 5)


@st.composite
def interviews(draw: st.DrawFn) -> list[Asked]:
    turns: list[Asked] = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        origins = [Origin.PRESET, *[Origin.FOLLOW_UP] * draw(st.integers(0, 3))]
        turns += [asked(0, origin, number) for origin in origins]
        turns += [asked(0, Origin.RESUME, None)] * draw(st.integers(0, 2))
    return [asked(at, one.origin, one.preset_number) for at, one in enumerate(turns)]


@given(interviews())
def test_no_two_turns_of_an_interview_share_a_label(turns: list[Asked]) -> None:
    labels = turn.labels(turns)
    assert set(labels) == {one.turn_id for one in turns}
    assert len(set(labels.values())) == len(turns)


@given(interviews(), st.data())
def test_a_label_once_given_never_changes(turns: list[Asked], data: st.DataObject) -> None:
    early = turns[: data.draw(st.integers(0, len(turns)))]
    assert turn.labels(early).items() <= turn.labels(turns).items()


def test_a_turn_goes_through_its_states_in_order() -> None:
    for state, to in pairwise(TurnState):
        assert turn.advance(state, to) is to


@pytest.mark.parametrize(
    ("state", "to"), [(TurnState.ASKED, TurnState.SEALED), (TurnState.SEALED, TurnState.DECIDED)]
)
def test_a_written_answer_and_an_absent_recogniser_may_skip_a_state(state: TurnState, to: TurnState) -> None:
    assert turn.advance(state, to) is to


@pytest.mark.parametrize("state", [TurnState.SEALED, TurnState.TRANSCRIBED, TurnState.DECIDED])
@pytest.mark.parametrize("to", [TurnState.ASKED, TurnState.ANSWERING, TurnState.SEALED])
def test_a_sealed_answer_neither_opens_nor_seals_again(state: TurnState, to: TurnState) -> None:
    with pytest.raises(errors.AnswerSealed):
        turn.advance(state, to)


@pytest.mark.parametrize(
    ("state", "to"),
    [
        (TurnState.ASKED, TurnState.ASKED),
        (TurnState.ASKED, TurnState.TRANSCRIBED),
        (TurnState.ASKED, TurnState.DECIDED),
        (TurnState.ANSWERING, TurnState.ASKED),
        (TurnState.ANSWERING, TurnState.TRANSCRIBED),
        (TurnState.ANSWERING, TurnState.DECIDED),
        (TurnState.DECIDED, TurnState.TRANSCRIBED),
        (TurnState.DECIDED, TurnState.DECIDED),
    ],
)
def test_a_turn_neither_skips_nor_steps_back(state: TurnState, to: TurnState) -> None:
    with pytest.raises(errors.WrongState):
        turn.advance(state, to)
