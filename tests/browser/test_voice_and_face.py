"""The question aloud: its words marked as they come, the drawn interviewer's mouth, and what happens without sound."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from interview_app.models import SpeechClip, Turn
from tests import factories
from tests.browser import tones, walk
from tests.browser.test_room import faults_of
from tests.stage import Stage

pytestmark = pytest.mark.browser
QUESTION = factories.QUESTIONS[0]
SECONDS = 4
SHAPES = ["rest", "closed", "narrow", "wide", "open", "round", "pucker", "teeth", "tongue"]
WATCH = """() => {
  window.words = []; window.shapes = []; window.nodes = new Set(); window.said = new Set();
  const look = () => {
    const [range] = CSS.highlights.get("spoken") ?? [];
    const word = range?.toString();
    if (word && window.words.at(-1) !== word) window.words.push(word);
    const shape = document.querySelector("#avatar")?.dataset.mouth;
    if (shape && window.shapes.at(-1) !== shape) window.shapes.push(shape);
    const question = document.querySelector("#question");
    if (question) window.nodes.add(question.childNodes.length);
    const said = document.querySelector("#said")?.textContent;
    if (said) window.said.add(said);
    requestAnimationFrame(look);
  };
  look();
}"""
BROWSERS_VOICE = """
  const say = (utterance) => {
    const tell = (type, at) => utterance.dispatchEvent(Object.assign(new Event(type), { name: "word", charIndex: at }));
    setTimeout(() => tell("start", 0), 50);
    const words = [...utterance.text.matchAll(/\\S+/g)];
    if (window.namesWords) words.forEach((word, nth) => setTimeout(() => tell("boundary", word.index), 60 + nth * 300));
    setTimeout(() => tell("end", 0), 100 + words.length * 300);
  };
  window.SpeechSynthesisUtterance = class extends EventTarget {
    constructor(text) { super(); this.text = text; }
  };
  Object.defineProperty(window, "speechSynthesis", { value: { getVoices: () => [], cancel() {}, speak: say } });
"""
REFUSES = """
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    return navigator.userActivation.isActive && window.clicked ? play.call(this)
      : Promise.reject(new DOMException("a click first", "NotAllowedError"));
  };
  addEventListener("click", (event) => { window.clicked = event.target.closest("[data-act=play]") !== null; }, true);
"""
NO_VOICE = (
    'Object.defineProperty(window, "speechSynthesis", { value: undefined }); delete window.speechSynthesis;'
)


def spoken(stage: Stage, folder: Path, *, sound: bytes | None = None) -> None:
    """From now on the first question has a clip: tones, with the time of each character."""
    if sound is None:
        tones.write(folder / "question.wav", seconds=SECONDS)
        sound = (folder / "question.wav").read_bytes()
    step = SECONDS * 1000 / len(QUESTION)
    times = [[char, round(at * step), round((at + 1) * step)] for at, char in enumerate(QUESTION)]
    with stage.session() as session:
        clip = SpeechClip(
            key="1" * 64, blob_key="speech/1.wav", mime="audio/wav", model="m", duration_ms=SECONDS * 1000,
            characters=times, created_at=factories.NOW,
        )  # fmt: skip
        session.add(clip)
        session.commit()
        clip_id = clip.id
    with stage.app.app_context():
        stage.ports.blobs.put("speech/1.wav", sound, mime="audio/wav")
    app = stage.app.wsgi_app

    def voiced(environ: Any, respond: Any) -> Any:
        if environ["PATH_INFO"] == "/interview/room":
            with stage.session() as session:
                session.scalars(select(Turn)).first().speech_clip_id = clip_id  # type: ignore[union-attr]
                session.commit()
        return app(environ, respond)

    stage.in_front = voiced


def shapes_of(page: Page) -> list[str]:
    found: list[str] = page.evaluate("() => window.shapes")
    return found


def into_the_room(page: Page, stage: Stage, **guide: Any) -> None:
    walk.start(page, stage, **({"avatar": "maya", "thinking_seconds": 60} | guide))
    page.evaluate(WATCH)


def test_captions_and_mouth_run_with_the_voice(stage: Stage, page: Page, tmp_path: Path) -> None:
    faults = faults_of(page)
    spoken(stage, tmp_path)
    into_the_room(page, stage)
    expect(page.get_by_text("Take a moment to think")).to_be_visible(timeout=walk.PATIENCE_MS)
    words = page.evaluate("() => window.words")
    everything = [word.strip(".,") for word in QUESTION.split()]
    assert words == everything[-len(words) :]
    assert len(words) >= len(everything) - 2
    assert {"open", "round", "closed", "tongue"} <= set(shapes_of(page))
    assert shapes_of(page)[-1] == "rest"
    assert page.evaluate("() => CSS.highlights.has('spoken')") is False
    assert page.evaluate("() => [...window.nodes]") == [1], (
        "no markup in the question: a screen reader reads it whole"
    )
    assert page.evaluate("() => [...window.said]") == []
    assert faults == []


def test_a_caption_is_where_the_sound_is(stage: Stage, page: Page, tmp_path: Path) -> None:
    page.add_init_script(
        "const Heard = window.Audio; window.Audio = class extends Heard {"
        " constructor(address) { super(address); window.heard = this; } };"
    )
    spoken(stage, tmp_path)
    into_the_room(page, stage)
    page.evaluate("""() => { window.seen = []; const note = () => {
      const [range] = CSS.highlights.get("spoken") ?? [];
      if (range) window.seen.push([range.startOffset, range.endOffset, window.heard.currentTime]);
      requestAnimationFrame(note); }; note(); }""")
    expect(page.get_by_text("Take a moment to think")).to_be_visible(timeout=walk.PATIENCE_MS)
    seen = page.evaluate("() => window.seen")
    assert len(seen) > 5
    second = SECONDS / len(QUESTION)
    assert max(start * second - at for start, _, at in seen) < 0.2, "never long before its sound"
    assert max(at - (end + 1) * second for _, end, at in seen) < 0.5, "never long after"


@pytest.mark.parametrize("names_words", [True, False])
def test_the_browser_s_voice_has_captions_where_it_names_its_words(
    stage: Stage, page: Page, names_words: bool
) -> None:
    page.add_init_script(f"window.namesWords = {str(names_words).lower()};{BROWSERS_VOICE}")
    into_the_room(page, stage)
    expect(page.get_by_text("Take a moment to think")).to_be_visible(timeout=walk.PATIENCE_MS)
    words = page.evaluate("() => window.words")
    assert (words[-1:] == ["led"]) is names_words
    assert (words == []) is not names_words, "a guess is no caption"
    assert len(set(shapes_of(page))) > 3, "the mouth moves either way"


def test_who_wants_no_motion_has_none(stage: Stage, browser: Browser, tmp_path: Path) -> None:
    page = browser.new_context(reduced_motion="reduce").new_page()
    spoken(stage, tmp_path)
    into_the_room(page, stage)
    expect(page.get_by_text("Take a moment to think")).to_be_visible(timeout=walk.PATIENCE_MS)
    assert set(shapes_of(page)) == {"rest"}
    assert len(page.evaluate("() => window.words")) > 3, "captions are no motion"
    moving = "() => document.getAnimations().filter((one) => one.effect.target.closest('.avatar')).length"
    assert page.evaluate(moving) == 0
    page.context.close()


def test_the_avatar_is_put_away_by_one_click_and_stays_away(stage: Stage, page: Page) -> None:
    into_the_room(page, stage)
    expect(page.locator("#avatar")).to_be_visible()
    page.get_by_role("button", name="No avatar").click()
    expect(page.locator("#avatar")).to_be_hidden()
    expect(page.get_by_role("button", name="Show the avatar")).to_be_focused()
    page.reload()
    expect(page.get_by_role("button", name="Show the avatar")).to_be_visible()
    expect(page.locator("#avatar")).to_be_hidden()
    page.get_by_role("button", name="Show the avatar").click()
    expect(page.locator("#avatar")).to_be_visible()


@pytest.mark.parametrize("name", ["maya", "jonas", "amara", "kenji"])
def test_an_avatar_shows_one_mouth_and_is_no_matter_of_screen_readers(
    stage: Stage, page: Page, name: str
) -> None:
    into_the_room(page, stage, avatar=name)
    page.wait_for_load_state()  # the style sheet that shows one mouth is part of it
    seen = page.evaluate(
        """shapes => shapes.map((shape) => {
      document.querySelector("#avatar").dataset.mouth = shape;
      const mouths = [...document.querySelectorAll(".mouth")];
      return mouths.filter((one) => getComputedStyle(one).visibility === "visible").map((one) => one.classList[1]);
    })""",
        SHAPES,
    )
    assert seen == [[f"mouth--{shape}"] for shape in SHAPES]
    assert page.locator("#avatar svg").get_attribute("aria-hidden") == "true"
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []


def test_without_an_avatar_there_is_no_trace_of_one(stage: Stage, page: Page) -> None:
    into_the_room(page, stage, avatar="none")
    expect(page.locator(".avatar")).to_have_count(0)


def sound_is_refused(page: Page, stage: Stage, folder: Path) -> None:
    page.add_init_script(REFUSES)
    spoken(stage, folder)


def sound_is_broken(page: Page, stage: Stage, folder: Path) -> None:
    page.add_init_script(NO_VOICE)
    spoken(stage, folder, sound=b"RIFF no sound at all")


def there_is_no_sound(page: Page, stage: Stage, folder: Path) -> None:
    page.add_init_script(NO_VOICE)


@pytest.mark.parametrize("silence", [sound_is_refused, sound_is_broken, there_is_no_sound])
def test_a_question_without_sound_is_read_before_the_clock_runs(
    stage: Stage, page: Page, tmp_path: Path, silence: Callable[[Page, Stage, Path], None]
) -> None:
    silence(page, stage, tmp_path)
    into_the_room(page, stage, thinking_seconds=0)
    expect(page.get_by_text("Time to read: 0:0")).to_be_visible(timeout=walk.PATIENCE_MS)
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    expect(page.get_by_role("button", name="Play the question")).to_be_enabled()
    assert walk.turn(stage).started_at is None
    assert walk.shown_seconds(page) == 120
    said = page.locator("#said").inner_text()
    assert ("only after a click" in said) is (silence is sound_is_refused)
    walk.recording(page)
    answered = walk.turn(stage)
    assert answered.started_at is not None
    assert answered.shown_at is not None
    waited = (answered.started_at - answered.shown_at).total_seconds()
    assert 4.5 <= waited < 5 + 12  # the reading begins before the server hears of it


def test_a_click_plays_what_the_browser_refused_and_ends_the_reading(
    stage: Stage, page: Page, tmp_path: Path
) -> None:
    sound_is_refused(page, stage, tmp_path)
    into_the_room(page, stage)
    expect(page.get_by_text("Time to read")).to_be_visible(timeout=walk.PATIENCE_MS)
    page.get_by_role("button", name="Play the question").click()
    expect(page.get_by_text("Listen to the question.")).to_be_visible()
    expect(page.get_by_text("Take a moment to think")).to_be_visible(timeout=walk.PATIENCE_MS)
    assert page.evaluate("() => window.words.length") > 3


def test_nobody_has_to_wait_for_the_reading(stage: Stage, page: Page) -> None:
    page.add_init_script(NO_VOICE)
    into_the_room(page, stage)
    expect(page.get_by_text("Time to read")).to_be_visible(timeout=walk.PATIENCE_MS)
    page.get_by_role("button", name="Start my answer").click()
    walk.recording(page)


CAPTIONS = (
    ("captions", 'wordsOf("Don\'t wait, go.", "en").length', 3),
    ("captions", 'placed("ab", [["a", 0, 50], ["b", 50, 90]])[1]', {"at": 1, "start": 50, "end": 90}),
    ("captions", 'placed("hello", [["x", 0, 1], ["y", 1, 2]])', []),
    (
        "captions",
        'placed("a “b”", [["a", 0, 1], [" ", 1, 2], [\'"\', 2, 3], ["b", 3, 4], ["”", 4, 5]]).length',
        4,
    ),
    ("captions", "placeAt([{at: 0, start: 40, end: 50}], 20)", -1),
    ("captions", "placeAt([{at: 0, start: 0, end: 50}, {at: 1, start: 50, end: 90}], 60)", 1),
    ("captions", "placeAt([{at: 0, start: 0, end: 50}], 900)", -1),
    ("captions", "wordAt([{start: 0, end: 2}, {start: 3, end: 5}], 2)", {"start": 0, "end": 2}),
    ("mouth", '[..."bam"].map((_, at) => shapeAt("bam", at))', ["closed", "open", "closed"]),
    ("mouth", '[..."the"].map((_, at) => shapeAt("the", at))', ["tongue", "tongue", "wide"]),
    ("mouth", '[..."five"].map((_, at) => shapeAt("five", at))', ["teeth", "wide", "teeth", "wide"]),
    ("mouth", 'shapeAt("o n", 1)', "rest"),
    ("mouth", 'shapeAt("", 3)', "rest"),
    ("mouth", 'shapeAt("Ö", 0)', "round"),
    ("mouth", 'shapeAt("Мама", 0)', "closed"),
    ("mouth", 'shapeAt("質", 0) !== "rest"', True),
)


def test_letters_have_their_places_and_their_shapes(stage: Stage, page: Page) -> None:
    page.goto(stage.url + "/i/unknown")
    for module, expression, expected in CAPTIONS:
        names = "{ wordsOf, placed, placeAt, wordAt }" if module == "captions" else "{ shapeAt }"
        path = f"/static/js/candidate/{module}.js"
        script = f"async () => {{ const {names} = await import('{path}'); return {expression}; }}"
        assert page.evaluate(script) == expected, expression
