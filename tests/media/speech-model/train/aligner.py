"""The small Wav2Vec2 that aligns characters: its shape and its files as WhisperX wants them."""

from __future__ import annotations

import json
from pathlib import Path

from transformers import (
    Wav2Vec2Config,
    Wav2Vec2CTCTokenizer,
    Wav2Vec2FeatureExtractor,
    Wav2Vec2ForCTC,
    Wav2Vec2Processor,
)

BLANK = 0
CHARACTERS = ["<pad>", "<s>", "</s>", "<unk>", "|", *"abcdefghijklmnopqrstuvwxyz", "'"]
ID = {character: at for at, character in enumerate(CHARACTERS)}


def shape() -> Wav2Vec2Config:
    return Wav2Vec2Config(
        vocab_size=len(CHARACTERS),
        hidden_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=256,
        conv_dim=(32, 32, 32, 48, 48, 64, 64),
        conv_stride=(5, 2, 2, 2, 2, 2, 2),
        conv_kernel=(10, 3, 3, 3, 3, 2, 2),
        conv_bias=False,
        feat_extract_norm="group",
        num_conv_pos_embeddings=64,
        num_conv_pos_embedding_groups=8,
        hidden_dropout=0.0,
        attention_dropout=0.0,
        activation_dropout=0.0,
        feat_proj_dropout=0.0,
        layerdrop=0.0,
        final_dropout=0.0,
        apply_spec_augment=False,
        mask_time_prob=0.0,
        do_stable_layer_norm=False,
        pad_token_id=BLANK,
        bos_token_id=1,
        eos_token_id=2,
        ctc_loss_reduction="mean",
        ctc_zero_infinity=True,
    )


def save(model: Wav2Vec2ForCTC, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    characters = folder / "vocab.json"
    characters.write_text(json.dumps(ID))
    tokenizer = Wav2Vec2CTCTokenizer(
        str(characters), unk_token="<unk>", pad_token="<pad>", word_delimiter_token="|"
    )
    # WhisperX hands the waveform over as it is.
    features = Wav2Vec2FeatureExtractor(
        feature_size=1,
        sampling_rate=16000,
        padding_value=0.0,
        do_normalize=False,
        return_attention_mask=False,
    )
    Wav2Vec2Processor(feature_extractor=features, tokenizer=tokenizer).save_pretrained(folder)
    model.save_pretrained(folder, safe_serialization=True)
    for written in folder.iterdir():
        written.chmod(0o644)  # safetensors come readable by their owner alone
