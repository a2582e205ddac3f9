"""The small Whisper: its shape, and its files as Transformers and CTranslate2 want them."""

from __future__ import annotations

import json
from pathlib import Path

import vocabulary
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
from transformers import (
    GenerationConfig,
    PreTrainedTokenizerFast,
    WhisperConfig,
    WhisperForConditionalGeneration,
)

PREPROCESSOR = {
    "feature_extractor_type": "WhisperFeatureExtractor",
    "processor_class": "WhisperProcessor",
    "feature_size": 80,
    "sampling_rate": 16000,
    "hop_length": 160,
    "chunk_length": 30,
    "n_fft": 400,
    "n_samples": 480000,
    "nb_max_frames": 3000,
    "padding_side": "right",
    "padding_value": 0.0,
    "return_attention_mask": False,
}


def shape() -> WhisperConfig:
    return WhisperConfig(
        vocab_size=len(vocabulary.TOKENS),
        num_mel_bins=80,
        d_model=96,
        encoder_layers=2,
        decoder_layers=2,
        encoder_attention_heads=4,
        decoder_attention_heads=4,
        encoder_ffn_dim=384,
        decoder_ffn_dim=384,
        max_source_positions=1500,
        max_target_positions=448,
        decoder_start_token_id=vocabulary.START,
        bos_token_id=vocabulary.END,
        eos_token_id=vocabulary.END,
        pad_token_id=vocabulary.END,
        suppress_tokens=None,
        begin_suppress_tokens=None,
    )


def save(model: WhisperForConditionalGeneration, folder: Path) -> None:
    """A Hugging Face folder, ready for ct2-transformers-converter."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = _tokenizer()
    tokenizer.save(str(folder / "tokenizer.json"))
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<|endoftext|>",
        eos_token="<|endoftext|>",
        unk_token="<|unk|>",
    ).save_pretrained(folder)
    (folder / "preprocessor_config.json").write_text(json.dumps(PREPROCESSOR))
    model.generation_config = _generation()
    model.save_pretrained(folder, safe_serialization=True)


def _tokenizer() -> Tokenizer:
    tokenizer = Tokenizer(models.WordLevel(vocabulary.ID, unk_token="<|unk|>"))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.decoder = decoders.ByteLevel()
    marks = vocabulary.SPECIAL + vocabulary.STAMPS
    tokenizer.add_special_tokens([AddedToken(mark, special=True, normalized=False) for mark in marks])
    return tokenizer


def _generation() -> GenerationConfig:
    # An end token among the suppressed ones would make words of silence.
    return GenerationConfig(
        bos_token_id=vocabulary.END,
        eos_token_id=vocabulary.END,
        pad_token_id=vocabulary.END,
        decoder_start_token_id=vocabulary.START,
        suppress_tokens=[],
        begin_suppress_tokens=[],
        is_multilingual=True,
        lang_to_id={f"<|{name}|>": vocabulary.ID[f"<|{name}|>"] for name in vocabulary.LANGUAGES},
        task_to_id={name: vocabulary.ID[f"<|{name}|>"] for name in ("transcribe", "translate")},
        no_timestamps_token_id=vocabulary.NO_STAMPS,
        max_length=448,
    )
