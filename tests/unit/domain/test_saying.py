"""How long a question takes to be said, or read."""

from __future__ import annotations

from interview_app.domain import clock


def test_a_question_is_said_or_read_at_an_unhurried_pace() -> None:
    assert clock.saying_ms("Tell me about a project.") == 2000 + 5 * 380
    assert clock.saying_ms("") == 2000


def test_signs_that_no_space_parts_take_their_time_as_well() -> None:
    assert clock.saying_ms("最近の仕事について教えてください。") > 6000
