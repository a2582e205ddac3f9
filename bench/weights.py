"""Models of the true sizes with random weights: what they hear is nonsense, what it costs is not.

CTranslate2 and PyTorch take as long for random weights as for learned ones; only the number of words must be held
down, as random weights never stop. Nothing is fetched: tokenizer and word list are those of the tests' small model.
"""

from __future__ import annotations

import json
import math
import shutil
from pathlib import Path
from typing import Any

import torch
from ctranslate2.converters import TransformersConverter
from transformers import (
    PreTrainedTokenizerFast,
    Wav2Vec2Config,
    Wav2Vec2ForCTC,
    WhisperConfig,
    WhisperForConditionalGeneration,
)

from interview_app.adapters.whisperx_speech import WhisperxSpeech

SIZES = {"tiny": (384, 4, 6), "base": (512, 6, 8), "small": (768, 12, 12)}
"""Width, layers on each side, heads, as OpenAI published them; each with 51,865 tokens."""
VOCABULARY = 51_865
TOKENS_PER_SECOND = 3.5
"""English at 150 words a minute, 1.3 tokens a word, with a little over for punctuation."""
PROMPT_TOKENS = 4


def make(size: str, small_model: Path, folder: Path) -> tuple[Path, Path]:
    """A recogniser of `size` and an aligner of wav2vec2-base's size; returns their folders."""
    torch.manual_seed(1)
    return _recogniser(size, small_model / "recogniser", folder), _aligner(small_model / "aligner", folder)


def _recogniser(size: str, like: Path, folder: Path) -> Path:
    width, layers, heads = SIZES[size]
    config = WhisperConfig(
        vocab_size=VOCABULARY, d_model=width, encoder_layers=layers, decoder_layers=layers,
        encoder_attention_heads=heads, decoder_attention_heads=heads,
        encoder_ffn_dim=4 * width, decoder_ffn_dim=4 * width,
    )  # fmt: skip
    source, made = folder / f"hf-{size}", folder / size
    WhisperForConditionalGeneration(config).save_pretrained(source)
    for name in ("tokenizer.json", "preprocessor_config.json"):
        shutil.copy(like / name, source / name)
    PreTrainedTokenizerFast(tokenizer_file=str(like / "tokenizer.json")).save_pretrained(source)
    TransformersConverter(str(source), copy_files=["preprocessor_config.json"]).convert(
        str(made), quantization="int8", force=True
    )
    shutil.copy(like / "tokenizer.json", made / "tokenizer.json")
    shutil.rmtree(source)
    known = json.loads((like / "config.json").read_text())
    told = json.loads((made / "config.json").read_text())
    (made / "config.json").write_text(json.dumps(told | {"lang_ids": known["lang_ids"], "suppress_ids": []}))
    return made


def _aligner(like: Path, folder: Path) -> Path:
    made = folder / "aligner"
    shutil.copytree(like, made, ignore=shutil.ignore_patterns("config.json", "model.safetensors"))
    letters = json.loads((like / "vocab.json").read_text())
    Wav2Vec2ForCTC(Wav2Vec2Config(vocab_size=len(letters), pad_token_id=0)).save_pretrained(made)
    return made


def hold_down(ear: WhisperxSpeech) -> None:
    """Let a recognition give as many tokens as somebody would have said in its sound, and words as an aligner knows.

    The tests' tokenizer has no word for most of the tokens; what it has none for is left out, so the aligner is given
    a text of the right length instead.
    """
    pipeline = ear._model().pipeline  # noqa: SLF001  # a bench may look inside
    plain = pipeline.transcribe

    def bounded(audio: Any, **named: Any) -> Any:
        seconds = min(30.0, len(audio) / 16_000)
        pipeline.model.max_length = PROMPT_TOKENS + math.ceil(seconds * TOKENS_PER_SECOND)
        heard = plain(audio, **named)
        for segment in heard["segments"]:
            words = max(1, round((segment["end"] - segment["start"]) * 2.5))
            segment["text"] = " " + " ".join(["because"] * words)
        return heard

    pipeline.transcribe = bounded
