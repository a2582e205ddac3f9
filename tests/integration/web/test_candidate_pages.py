"""From the link to the start: who may come in, what is asked of them, and that looking starts nothing."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select

from interview_app.domain.interview import Feedback, InterviewState, SessionState
from interview_app.models import Interview, InterviewSession, Invitation, Resume, ResumeState, SpeechWorker
from interview_app.web import room
from tests import factories
from tests.conftest import Clock
from tests.integration.adapters import word
from tests.stage import Stage

PDF = b"%PDF-1.7 a small file"


@pytest.fixture
def stage(tmp_path: Path, clock: Clock) -> Iterator[Stage]:
    made = Stage(tmp_path, clock)
    yield made
    made.close()


def sessions(stage: Stage) -> list[InterviewSession]:
    with stage.session() as session:
        return list(session.scalars(select(InterviewSession)))


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_opening_a_link_starts_nothing(stage: Stage, method: str) -> None:
    path = stage.invite()
    response = stage.candidate().client.open(path, method=method)
    assert response.status_code == 303
    assert response.location == "/interview"
    assert sessions(stage) == []


def test_the_token_becomes_a_cookie_that_scripts_cannot_read(stage: Stage) -> None:
    response = stage.candidate().get(stage.invite())
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("candid_seat=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "same-origin"


def test_the_cookie_is_secure_behind_https(tmp_path: Path) -> None:
    stage = Stage(tmp_path, public_url="https://interviews.example.org")
    assert "Secure" in stage.candidate().get(stage.invite()).headers["Set-Cookie"]
    stage.close()


def test_the_welcome_page_tells_what_one_agrees_to(stage: Stage) -> None:
    page = stage.candidate().follow(stage.invite(retention_days=45, brand_name="Northwind"))
    assert "Northwind" in page.text
    assert "3 questions" in page.text
    assert "45 days" in page.text
    for said in ("recorded", "an AI", "decide", "can follow"):
        assert said in page.text


@pytest.mark.parametrize(("models", "promised"), [("", False), ("openai/one", True)])
def test_no_ai_is_promised_where_none_is_set_up(tmp_path: Path, models: str, promised: bool) -> None:
    stage = Stage(tmp_path, llm_models=models)
    page = stage.candidate().follow(stage.invite(deadline=datetime(2099, 1, 1, tzinfo=UTC)))
    practice = stage.candidate().follow(stage.invite(feedback=Feedback.AT_ONCE))
    seated = stage.seated()
    resume, details = seated.get("/interview/resume"), seated.get("/interview/details")
    stage.close()
    assert ("taken out of what the AI reads" in details.text) is promised
    assert ("Sometimes one more about what you said" in page.text) is promised
    assert ("gives you feedback after each answer" in practice.text) is promised
    assert ("my answers later?" in page.text) is not promised
    assert ("asked about something in it" in resume.text) is promised
    assert ("may ask a short follow-up" in page.text) is promised
    assert ("it reads your words while you speak" in page.text) is promised
    assert ("your own words as its reason" in page.text) is promised
    assert "May an AI propose ratings" in page.text
    assert "Please finish before 1 January 2099" in page.text


def test_who_came_by_the_shared_link_is_told_that_only_this_browser_knows_them(stage: Stage) -> None:
    assert "open your link again: you go on" in stage.seated().get("/interview/start").text
    shared = stage.candidate()
    shared.follow(stage.share())
    shared.agree()
    shared.give_details()
    assert "open your link again in this browser: you go on" in shared.get("/interview/start").text


@pytest.mark.parametrize(
    "form", [{}, {"ai_rating": "yes"}, {"consent": "yes"}, {"consent": "yes", "ai_rating": "x"}]
)
def test_without_an_agreement_nothing_is_stored(stage: Stage, form: dict[str, str]) -> None:
    candidate = stage.candidate()
    candidate.follow(stage.invite())
    assert candidate.post("/interview/consent", form).status_code == 422
    assert sessions(stage) == []


@pytest.mark.parametrize(("choice", "agreed"), [("yes", True), ("no", False)])
def test_a_candidate_may_refuse_to_be_rated_by_an_ai(stage: Stage, choice: str, agreed: bool) -> None:
    candidate = stage.candidate()
    candidate.follow(stage.invite())
    assert candidate.agree(ai_rating=choice).status_code == 303
    (mine,) = sessions(stage)
    assert mine.ai_rating_consent is agreed


def test_agreeing_twice_opens_one_interview(stage: Stage) -> None:
    candidate = stage.candidate()
    candidate.follow(stage.invite())
    candidate.agree()
    candidate.agree()
    assert len(sessions(stage)) == 1


def test_the_same_page_sent_twice_opens_one_interview(stage: Stage) -> None:
    """As a double click does: the second request leaves before the first one's cookie is there."""
    path = stage.share()
    candidate = stage.candidate()
    candidate.follow(path)
    before = candidate.client.get_cookie("candid_seat")
    assert before is not None
    candidate.agree()
    candidate.client.set_cookie("candid_seat", before.value)
    assert candidate.agree().location == "/interview/details"
    assert candidate.where() == "/interview/details"
    assert len(sessions(stage)) == 1
    other = stage.candidate()
    other.follow(path)
    other.agree()
    assert len(sessions(stage)) == 2


def test_the_same_invitation_comes_back_to_the_same_place_on_another_device(stage: Stage) -> None:
    path = stage.invite()
    first = stage.candidate()
    first.follow(path)
    first.agree()
    first.give_details()
    second = stage.candidate()
    assert second.get(path).location == "/interview"
    assert second.where() == "/interview/resume"
    assert len(sessions(stage)) == 1


def test_a_shared_link_keeps_the_place_in_the_same_browser_only(stage: Stage) -> None:
    path = stage.share()
    first, second = stage.candidate(), stage.candidate()
    first.follow(path)
    first.agree()
    first.follow(path)
    assert first.where() == "/interview/details"
    second.follow(path)
    second.agree()
    assert len(sessions(stage)) == 2


def test_an_unknown_link_gets_a_page_that_says_so(stage: Stage) -> None:
    page = stage.candidate().get("/i/" + "x" * 43)
    assert page.status_code == 404
    assert "We could not find your interview" in page.text


def test_an_expired_invitation_is_told_apart_from_an_unknown_one(stage: Stage, clock: Clock) -> None:
    path = stage.invite(expires_at=clock() + timedelta(days=1))
    assert stage.candidate().get(path).status_code == 303
    clock.tick(2 * 86400)
    page = stage.candidate().get(path)
    assert page.status_code == 410
    assert "no longer open" in page.text


def test_a_closed_interview_takes_no_new_candidate(stage: Stage) -> None:
    path = stage.share()
    candidate = stage.candidate()
    candidate.follow(path)
    with stage.session() as session:
        session.scalars(select(Interview)).one().state = InterviewState.CLOSED
        session.commit()
    closed = stage.candidate().get(path)
    assert closed.status_code == 410
    assert "This interview is closed." in closed.text
    assert "Links are long" not in closed.text
    assert candidate.agree().status_code == 410
    assert sessions(stage) == []


def test_a_withdrawn_invitation_ends_before_the_start(stage: Stage, clock: Clock) -> None:
    candidate = stage.seated()
    with stage.session() as session:
        session.scalars(select(Invitation)).one().revoked_at = clock()
        session.commit()
    assert candidate.get("/interview/check").status_code == 410
    assert candidate.post("/interview/start").status_code == 410
    assert sessions(stage)[0].state is SessionState.READY


def test_a_replaced_shared_link_no_longer_lets_in_who_had_opened_the_old_one(stage: Stage) -> None:
    candidate = stage.candidate()
    candidate.follow(stage.share())
    with stage.session() as session:
        session.scalars(select(Interview)).one().share_token_hash = "0" * 64
        session.commit()
    assert candidate.agree().status_code == 404


def test_an_old_cookie_does_not_open_a_later_interview_with_the_same_number(
    stage: Stage, clock: Clock
) -> None:
    first = stage.candidate()
    path = stage.share()
    first.follow(path)
    first.agree()
    with stage.session() as session:
        session.execute(delete(InterviewSession))
        session.commit()
    clock.tick(60)
    second = stage.candidate()
    second.follow(path)
    second.agree()
    assert [one.id for one in sessions(stage)] == [1]
    assert first.get("/interview/details").status_code == 404
    assert second.get("/interview/details").status_code == 200


@pytest.mark.parametrize("path", ["details", "resume", "check", "start", "room", "turn", "done"])
def test_a_stranger_sees_no_page_of_an_interview(stage: Stage, path: str) -> None:
    stage.in_the_room()
    assert stage.candidate().get(f"/interview/{path}").status_code == 404


def test_a_forged_cookie_is_nobody(stage: Stage) -> None:
    stage.seated()
    stranger = stage.candidate()
    stranger.client.set_cookie("candid_seat", '["invitation",1,"",1,""]')
    assert stranger.get("/interview").status_code == 404


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "  "}, "enter your name"),
        ({"email": "ada at example"}, "email address such as"),
        ({"phone": "call me"}, "phone number in digits"),
    ],
)
def test_a_wrong_detail_is_named_beside_its_field_and_nothing_is_lost(
    stage: Stage, changes: dict[str, str], said: str
) -> None:
    candidate = stage.candidate()
    candidate.follow(stage.invite())
    candidate.agree()
    page = candidate.give_details(
        **({"name": "Ada L.", "email": "ada@x.org", "phone": "+44 20 1234"} | changes)
    )
    assert page.status_code == 422
    assert said in page.text
    (field,) = changes
    assert f'id="{field}-error"' in page.text
    kept = {"Ada L.", "ada@x.org", "+44 20 1234"} - ({"Ada L."} if "name" in changes else set())
    kept -= {"ada@x.org"} if "email" in changes else {"+44 20 1234"} if "phone" in changes else set()
    for value in kept:
        assert f'value="{value}"' in page.text


def test_a_hostile_name_is_only_text(stage: Stage) -> None:
    candidate = stage.candidate()
    candidate.follow(stage.invite())
    candidate.agree()
    candidate.give_details(name='"><script>alert(1)</script>')
    for page in ("details", "start"):
        text = candidate.get(f"/interview/{page}").text
        assert "<script>alert" not in text
        assert "&lt;script&gt;" in text


def give_file(stage: Stage, body: bytes, name: str = "cv.pdf") -> tuple[int, str]:
    candidate = stage.seated()
    form = {"file": (io.BytesIO(body), name)}
    response = candidate.post("/interview/resume", form, content_type="multipart/form-data")
    return response.status_code, candidate.get("/interview/resume").text


def test_an_uploaded_resume_is_read_by_a_job_and_the_page_follows_it(stage: Stage) -> None:
    status, page = give_file(stage, PDF, "Ada <i>CV</i>.pdf")
    assert status == 303
    assert stage.queue.kinds == ["read_resume"]
    assert "Reading your résumé" in page
    assert 'hx-trigger="every 1s"' in page
    assert "Ada &lt;i&gt;CV&lt;/i&gt;.pdf" in page


def test_a_resume_that_could_not_be_read_says_why_and_offers_to_paste(stage: Stage) -> None:
    candidate = stage.seated()
    form = {"file": (io.BytesIO(PDF), "cv.pdf")}
    candidate.post("/interview/resume", form, content_type="multipart/form-data")
    with stage.session() as session:
        resume = session.scalars(select(Resume)).one()
        resume.state, resume.failure = ResumeState.FAILED, "This PDF is protected by a password."
        session.commit()
    partial = candidate.get("/interview/resume/state").text
    assert "protected by a password" in partial
    assert "Or paste its text" in partial
    assert "hx-trigger" not in partial


def test_a_file_of_another_kind_is_refused_in_the_page(stage: Stage) -> None:
    candidate = stage.seated()
    form = {"file": (io.BytesIO(b"PK\x03\x04"), "cv.docx")}
    response = candidate.post("/interview/resume", form, content_type="multipart/form-data")
    assert response.status_code == 422
    assert "neither a PDF nor a Word file" in response.text


def test_what_was_typed_beside_a_refused_file_is_kept(stage: Stage) -> None:
    candidate = stage.seated()
    form = {"file": (io.BytesIO(word.locked()), "cv.docx"), "text": "I led the <move>."}
    headers = {"HX-Request": "true"}
    response = candidate.post("/interview/resume", form, content_type="multipart/form-data", headers=headers)
    assert response.status_code == 422
    assert "locked with a password" in response.text
    assert "I led the &lt;move&gt;.</textarea>" in response.text
    assert 'hx-include="#text"' in response.text


def test_a_word_file_is_taken_and_the_page_says_so(stage: Stage) -> None:
    assert "A PDF or Word file (.docx), at most 10 MB" in stage.seated().get("/interview/resume").text
    status, page = give_file(stage, word.docx(word.paragraph("I led the move.")), "cv.docx")
    assert (status, stage.queue.kinds) == (303, ["read_resume"])
    assert "Reading your résumé" in page


PNG = b"\x89PNG\r\n\x1a\n"


def test_a_picture_is_refused_where_no_model_sees(stage: Stage) -> None:
    status, page = give_file(stage, PNG, "cv.png")
    assert (status, stage.queue.kinds) == (422, [])
    assert "AI model" not in page
    assert 'accept=".pdf,.docx"' in page
    candidate = stage.seated()
    form = {"file": (io.BytesIO(PNG), "cv.pdf")}
    refused = candidate.post("/interview/resume", form, content_type="multipart/form-data")
    assert "We cannot read pictures here. Please send a PDF or Word file, or paste the text" in refused.text


def test_where_a_model_sees_candidates_are_told_who_before_they_send_a_picture(
    tmp_path: Path, clock: Clock
) -> None:
    stage = Stage(tmp_path, clock, resume_vision_models="openai/seer,local/eye")
    welcome = stage.candidate().follow(stage.share()).text
    assert "an AI model copies its text first; it sees the whole picture" in " ".join(welcome.split())
    status, page = give_file(stage, PNG, "cv.png")
    assert (status, stage.queue.kinds) == (303, ["read_resume"])
    assert "with a picture or a scan up to a minute" in page
    hint = " ".join(stage.seated().get("/interview/resume").text.split())
    assert "is shown to an AI model, openai/seer or local/eye, which copies its text" in hint
    assert 'accept=".pdf,.docx,.jpg,.jpeg,.png,.webp"' in hint
    stage.close()


def test_a_copied_resume_is_shown_to_be_checked_and_corrected(stage: Stage) -> None:
    candidate = stage.seated()
    candidate.post("/interview/resume", {"text": "Led the <b>mole</b> of billing"})
    with stage.session() as session:
        resume = session.scalars(select(Resume)).one()
        resume.read_by, resume.blob_key = "openai/seer", "resumes/1/a-clean.jpg"
        session.commit()
    page = candidate.get("/interview/resume").text
    assert "An AI model (openai/seer) copied text out of your" in page
    assert ">Led the &lt;b&gt;mole&lt;/b&gt; of billing</textarea>" in page
    candidate.post("/interview/resume", {"text": "Led the move of billing"})
    corrected = candidate.get("/interview/resume").text
    assert "Read: 5 words" in corrected
    assert "AI model (" not in corrected


def test_pages_that_were_not_read_are_named_to_the_candidate_who_goes_on_all_the_same(stage: Stage) -> None:
    candidate = stage.seated()
    candidate.post("/interview/resume", {"text": "Led the move of billing"})
    with stage.session() as session:
        session.scalars(select(Resume)).one().failure = "Page 2 is a picture, and its text was not read."
        session.commit()
    page = candidate.get("/interview/resume").text
    assert "Page 2 is a picture, and its text was not read." in page
    assert "Read: 5 words" in page
    assert ">Go on</a>" in page


@pytest.mark.parametrize("more", [1, 200_000])
def test_a_file_over_the_limit_is_refused_in_the_page(tmp_path: Path, clock: Clock, more: int) -> None:
    stage = Stage(tmp_path, clock, max_resume_bytes=2048)
    candidate = stage.seated()
    form = {"file": (io.BytesIO(PDF + b" " * (2048 + more)), "cv.pdf")}
    response = candidate.post("/interview/resume", form, content_type="multipart/form-data")
    assert response.status_code == 413
    assert "large" in response.text
    stage.close()


def test_pasted_text_is_ready_at_once_and_can_be_taken_back(stage: Stage) -> None:
    candidate = stage.seated()
    assert candidate.post("/interview/resume", {"text": ""}).status_code == 422
    candidate.post("/interview/resume", {"text": "I led the move of our billing service."})
    assert "Read: 8 words" in candidate.get("/interview/resume").text
    answer = candidate.post("/interview/resume/remove", headers={"HX-Request": "true"})
    assert "Choose a file" in answer.text
    with stage.session() as session:
        assert session.scalar(select(func.count()).select_from(Resume)) == 0


def test_a_resume_may_be_left_out_unless_the_interview_demands_it(stage: Stage) -> None:
    free, bound = stage.seated(), stage.seated(resume_required=True)
    assert "Go on without a résumé" in free.get("/interview/resume").text
    assert "Go on without a résumé" not in bound.get("/interview/resume").text
    refused = bound.post("/interview/start")
    assert refused.status_code == 409
    assert "needs your résumé" in refused.text


def test_only_the_start_button_starts(stage: Stage) -> None:
    candidate = stage.seated()
    for path in ("resume", "check", "start", ""):
        candidate.get(f"/interview/{path}".rstrip("/"))
    assert sessions(stage)[0].state is SessionState.READY
    assert candidate.post("/interview/start").location == "/interview/room"
    assert sessions(stage)[0].state is SessionState.RUNNING


def test_the_start_button_needs_the_page_s_own_token(stage: Stage) -> None:
    candidate = stage.seated()
    assert candidate.client.post("/interview/start").status_code == 400
    assert sessions(stage)[0].state is SessionState.READY


@pytest.mark.parametrize("path", ["details", "resume", "check", "start"])
def test_once_running_every_earlier_page_leads_to_the_room(stage: Stage, path: str) -> None:
    candidate = stage.in_the_room()
    assert candidate.get(f"/interview/{path}").location == "/interview"
    assert candidate.where() == "/interview/room"


def test_before_the_details_no_later_page_opens(stage: Stage) -> None:
    candidate = stage.candidate()
    candidate.follow(stage.invite())
    candidate.agree()
    for path in ("resume", "check", "start"):
        assert candidate.get(f"/interview/{path}").location == "/interview/details"


def test_the_deadline_closes_an_interview_that_has_not_begun(stage: Stage, clock: Clock) -> None:
    waiting = stage.seated(deadline=clock() + timedelta(hours=1))
    running = stage.in_the_room(deadline=clock() + timedelta(hours=1))
    clock.tick(7200)
    assert waiting.get("/interview/check").status_code == 410
    assert running.get("/interview/room").status_code == 200


@pytest.mark.parametrize(
    ("colour", "ink"), [("#1d4ed8", "#ffffff"), ("#ffe04d", "#000000"), ("red;}body{", "#ffffff")]
)
def test_the_team_s_colour_is_a_stylesheet_with_readable_ink(stage: Stage, colour: str, ink: str) -> None:
    candidate = stage.seated(brand_colour=colour[:7] if colour.startswith("#") else "red;}b")
    css = candidate.get("/interview/brand.css")
    assert css.mimetype == "text/css"
    assert f"--on-brand: {ink}" in css.text
    assert "}b" not in css.text


def test_no_candidate_s_page_has_inline_script_or_style(stage: Stage) -> None:
    candidate = stage.candidate()
    pages = [candidate.follow(stage.invite(avatar="kenji")).text]
    candidate.agree()
    candidate.give_details()
    pages += [candidate.get(f"/interview/{path}").text for path in ("details", "resume", "check", "start")]
    candidate.post("/interview/start")
    pages.append(candidate.get("/interview/room").text)
    for page in pages:
        assert " style=" not in page
        assert "<style" not in page
        assert "onclick" not in page
        assert "<script>" not in page


def test_factories_and_pages_mean_the_same_seat(stage: Stage) -> None:
    """The pages make the very row that other tests begin with."""
    stage.seated()
    (mine,) = sessions(stage)
    with stage.session() as session:
        made = factories.seat(session)
    assert (mine.state, mine.candidate_name) == (made.state, made.candidate_name)


def test_who_has_begun_by_the_shared_link_goes_on_after_the_interview_is_closed(stage: Stage) -> None:
    candidate = stage.candidate()
    link = stage.share()
    candidate.follow(link)
    candidate.agree()
    with stage.session() as session:
        session.scalars(select(Interview)).one().state = InterviewState.CLOSED
        session.commit()
    assert candidate.get(link).headers["Location"].endswith("/interview")
    assert stage.candidate().get(link).status_code == 410


@pytest.mark.parametrize(
    ("providers", "listening", "said"),
    [
        ("whisperx", True, room.HEARD_LIVE),
        ("whisperx", False, room.HEARD_LATER),
        ("browser", True, room.HEARD_LATER),
        ("", True, room.UNHEARD),
    ],
)
def test_the_room_promises_words_no_sooner_than_they_come(
    tmp_path: Path, providers: str, *, listening: bool, said: str
) -> None:
    stage = Stage(tmp_path, speech_providers=providers)
    candidate = stage.in_the_room()
    for verb in ("shown", "begin"):
        candidate.say(f"/api/turns/1/{verb}")
    with stage.session() as session:
        if not listening:
            session.execute(delete(SpeechWorker))
            session.commit()
    page = candidate.get("/interview/room").text
    stage.close()
    assert said + "</span>" in page
