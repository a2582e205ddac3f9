"""The laws of the loop: they hold for any proposals, answers and limits."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from interview_app.domain import decision
from interview_app.domain.decision import Action, Decision, History, Preset, Proposal, Situation
from interview_app.domain.turn import Origin

Steps = list[tuple[Situation, Proposal | None, Decision]]

TOPICS = [
    "billing migration",
    "angry customer",
    "slow database",
    "missed deadline",
    "new colleague",
    "bad release",
]
PRESETS = tuple(
    Preset(number=at, question_id=100 + at, text=f"Tell me about your {topic} story.", seconds=None)
    for at, topic in enumerate(TOPICS, start=1)
)
FRESH = "Which number proved that the change worked?"

TEXTS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["", "How old are you?", "See https://evil.example/", "<b>Why?</b>", "And then?", "x" * 700]
    ),
    st.sampled_from([one.text for one in PRESETS]),
)
EXTRAS = st.sampled_from(
    [
        FRESH,
        f"And so: {FRESH}",
        f"Great answer! {FRESH} And who else knew it?",
        "Don't you think that it came too late?",
        "What happened next, and how did the customer take it?",
        "Which of the " + "many " * 70 + "numbers was it?",
        *(f"What did {name} say about it?" for name in ("Ann", "Ben", "Cem", "Dee", "Eve")),
    ]
)
SECONDS = st.none() | st.integers(-1000, 10**6)
PASSAGES = st.none() | st.integers(-1, 4) | st.just(2)
PROPOSALS = st.one_of(
    st.none(),
    st.builds(Proposal, st.sampled_from(Action), TEXTS, SECONDS, st.text(max_size=20), PASSAGES),
    # Mostly sound, so that the limits are reached and not only the refusals.
    *[
        st.builds(Proposal, st.just(action), EXTRAS, SECONDS, st.just("It fits."), PASSAGES)
        for action in (Action.FOLLOW_UP, Action.FOLLOW_UP, Action.RESUME)
    ],
)


@st.composite
def openings(draw: st.DrawFn) -> Situation:
    return Situation(
        presets=PRESETS[: draw(st.integers(0, 6))],
        asked=(),
        answer_words=None,
        remaining_seconds=draw(st.integers(0, 7200) | st.integers(600, 7200)),
        follow_up_limit=draw(st.integers(0, 3)),
        resume_limit=draw(st.integers(0, 2)),
        has_resume=draw(st.booleans()),
        default_answer_seconds=draw(st.integers(30, 180)),
        resume_places=draw(st.sampled_from([(), ("line 1", "Experience, lines 4-5")])),
    )


_ORIGINS = {Action.PRESET: Origin.PRESET, Action.FOLLOW_UP: Origin.FOLLOW_UP, Action.RESUME: Origin.RESUME}


@st.composite
def walks(draw: st.DrawFn) -> Steps:
    """One interview to its end: any proposal at each step, any time used by each answer, none included."""
    now = draw(openings())
    steps: Steps = []
    while True:
        proposal = draw(PROPOSALS)
        chosen = decision.bound(proposal, now)
        steps.append((now, proposal, chosen))
        if chosen.action is Action.COMPLETE:
            return steps
        assert len(steps) <= decision.turn_limit(now), "the interview does not end"
        asked = History(_ORIGINS[chosen.action], chosen.preset_number, chosen.text)
        now = replace(
            now,
            asked=(*now.asked, asked),
            remaining_seconds=max(
                0,
                now.remaining_seconds
                - draw(st.sampled_from([0, 1, chosen.seconds // 2, chosen.seconds + 2])),
            ),
            answer_words=draw(st.sampled_from([40, 300, 1, 0, None])),
        )


@given(walks())
def test_every_interview_ends_within_its_turns(
    steps: Steps,
) -> None:
    first, last = steps[0][0], steps[-1][2]
    assert last.action is Action.COMPLETE
    most = len(first.presets) * (1 + first.follow_up_limit) + first.resume_limit
    assert len(steps) - 1 <= most


@given(walks())
def test_presets_are_asked_verbatim_in_order_and_none_twice(
    steps: Steps,
) -> None:
    asked = [chosen for _, _, chosen in steps if chosen.action is Action.PRESET]
    guide = steps[0][0].presets[: len(asked)]
    assert [(one.preset_number, one.question_id, one.text) for one in asked] == [
        (one.number, one.question_id, one.text) for one in guide
    ]


@given(walks())
def test_no_interview_is_complete_while_presets_are_left_and_time_remains(
    steps: Steps,
) -> None:
    last = steps[-1][0]
    assert not decision.presets_left(last) or last.remaining_seconds < 30


@given(walks())
def test_never_follows_up_beyond_the_limit(steps: Steps) -> None:
    used = Counter(chosen.preset_number for _, _, chosen in steps if chosen.action is Action.FOLLOW_UP)
    assert all(number is not None and count <= steps[0][0].follow_up_limit for number, count in used.items())


@given(walks())
def test_a_follow_up_follows_its_preset_and_an_answer_with_words(
    steps: Steps,
) -> None:
    for now, _, chosen in steps:
        if chosen.action is Action.FOLLOW_UP:
            assert chosen.preset_number == now.asked[-1].preset_number
            assert now.answer_words


@given(walks())
def test_follow_ups_and_resume_questions_leave_time_for_the_presets(
    steps: Steps,
) -> None:
    for now, _, chosen in steps:
        if chosen.action in {Action.FOLLOW_UP, Action.RESUME}:
            assert now.remaining_seconds > 60 * len(decision.presets_left(now)) + 30
        if chosen.action is Action.FOLLOW_UP:
            assert now.remaining_seconds >= 120


@given(walks())
def test_resume_questions_need_a_resume_and_stay_within_their_limit(
    steps: Steps,
) -> None:
    count = sum(chosen.action is Action.RESUME for _, _, chosen in steps)
    assert count <= (steps[0][0].resume_limit if steps[0][0].has_resume else 0)


@given(walks())
def test_a_resume_question_stands_on_a_passage_of_the_resume(steps: Steps) -> None:
    for now, proposal, chosen in steps:
        if chosen.action is Action.RESUME:
            assert proposal is not None
            assert proposal.passage in {1, 2}
            assert now.resume_places[proposal.passage - 1] in chosen.reason


@given(walks())
def test_nothing_is_asked_twice(steps: Steps) -> None:
    texts = [chosen.text for _, _, chosen in steps if chosen.action is not Action.COMPLETE]
    assert len({text.casefold() for text in texts}) == len(texts)


@given(walks())
def test_a_models_own_question_is_one_short_question_without_a_push(steps: Steps) -> None:
    for _, _, chosen in steps:
        if chosen.action in {Action.FOLLOW_UP, Action.RESUME}:
            assert chosen.text.count("?") <= 1
            assert len(chosen.text.split()) <= 60
            assert not chosen.text.startswith(("Don't you", "Surely", "Great"))


@given(walks())
def test_every_answer_gets_30_to_180_s_and_never_more_than_is_left(
    steps: Steps,
) -> None:
    for now, _, chosen in steps[:-1]:
        assert 30 <= chosen.seconds <= min(180, now.remaining_seconds)
    assert steps[-1][2].seconds == 0


@given(walks())
def test_what_differs_from_the_proposal_is_said(
    steps: Steps,
) -> None:
    for _, proposal, chosen in steps:
        assert chosen.reason
        if proposal is not None and chosen.action is not proposal.action:
            assert chosen.changes
        for sentence in chosen.changes:
            assert sentence[0].isupper()
            assert sentence.endswith(".")


@given(openings())
def test_the_rules_alone_ask_every_preset_and_then_end(now: Situation) -> None:
    chosen = decision.bound(None, now)
    if now.presets and now.remaining_seconds >= 30:
        assert (chosen.action, chosen.text) == (Action.PRESET, now.presets[0].text)
        assert chosen.reason == "The rules chose alone: no usable proposal came."
    else:
        assert chosen.action is Action.COMPLETE
