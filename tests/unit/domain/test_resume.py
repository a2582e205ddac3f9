"""A résumé's passages, and those that bear on the question."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from interview_app.domain import resume

TEXT = """Jo Miller
Engineer who likes quiet systems.

EXPERIENCE
2021-2024 Parcel company
- Moved the billing service behind idempotent keys
  and replayed a week of traffic.
- Trained four new colleagues.

Education:
2014-2018 Physics, Vienna

Skills
Python, PostgreSQL, Terraform
"""
FOUND = resume.passages(TEXT)


def test_passages_know_their_section_and_lines() -> None:
    assert [(one.section, one.first_line, one.last_line) for one in FOUND] == [
        ("", 1, 2), ("EXPERIENCE", 5, 5), ("EXPERIENCE", 6, 7), ("EXPERIENCE", 8, 8),
        ("Education", 11, 11), ("Skills", 14, 14),
    ]  # fmt: skip
    assert FOUND[2].text == "Moved the billing service behind idempotent keys and replayed a week of traffic."
    assert FOUND[2].place == "EXPERIENCE, lines 6-7"
    assert (FOUND[0].place, FOUND[3].place) == ("lines 1-2", "EXPERIENCE, line 8")


def test_what_shares_rare_words_with_the_question_is_found() -> None:
    asked = "How did you make the billing run safe? I replayed the traffic."
    assert resume.bearing_on(FOUND, asked, 1) == (FOUND[2],)
    assert resume.bearing_on(FOUND, "Tell me about somebody whom you trained.", 1) == (FOUND[3],)


def test_word_endings_do_not_hide_a_passage() -> None:
    assert resume.bearing_on(FOUND, "training a colleague", 1) == (FOUND[3],)


def test_passages_stay_in_the_resumes_order() -> None:
    found = resume.bearing_on(FOUND, "postgresql, billing, physics", 3)
    assert found == (FOUND[2], FOUND[4], FOUND[5])


def test_with_nothing_in_common_the_first_ones_stand() -> None:
    assert resume.bearing_on(FOUND, "zzz", 2) == FOUND[:2]
    assert resume.bearing_on((), "billing", 2) == ()


def test_a_resume_without_a_line_break_is_cut_into_passages() -> None:
    found = resume.passages("word " * 1000)
    assert len(found) > 10
    assert all(len(one.text) <= resume.MAX_PASSAGE_CHARS for one in found)


@given(st.text(max_size=3000))
def test_any_text_gives_passages_that_stand_in_it(text: str) -> None:
    found = resume.passages(text)
    assert all(1 <= one.first_line <= one.last_line <= text.count("\n") + 1 for one in found)
    assert all(one.text and len(one.text) <= resume.MAX_PASSAGE_CHARS for one in found)
    assert resume.from_json(resume.to_json(found)) == found
    assert set(resume.bearing_on(found, text[:100], 5)) <= set(found)


@given(st.text(alphabet="ab \n-", max_size=500))
def test_no_word_of_a_resume_is_lost(text: str) -> None:
    kept = "".join(one.section + one.text for one in resume.passages(text))
    assert kept.count("a") + kept.count("b") == text.count("a") + text.count("b")
