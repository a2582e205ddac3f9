"""Turns the recogniser's weights into what WhisperX loads: `python export.py WEIGHTS.pt OUT_FOLDER`."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import recogniser
import torch
from ctranslate2.converters import TransformersConverter
from train_recogniser import Learner

COPIED = ("tokenizer.json", "preprocessor_config.json")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("weights", type=Path)
    options.add_argument("out", type=Path)
    chosen = options.parse_args()
    learner = Learner()
    learner.load_state_dict(torch.load(chosen.weights, weights_only=True))
    with tempfile.TemporaryDirectory() as folder:
        recogniser.save(learner.model.eval(), Path(folder))
        converter = TransformersConverter(folder, copy_files=list(COPIED))
        converter.convert(str(chosen.out), quantization="int8", force=True)
    _say_multilingual(chosen.out / "vocabulary.json")
    for written in chosen.out.iterdir():
        written.chmod(0o644)


def _say_multilingual(vocabulary: Path) -> None:
    """CTranslate2 takes a model for multilingual, and detects languages, when its vocabulary holds ""."""
    tokens = json.loads(vocabulary.read_text())
    if tokens[0] != "<|unk|>":
        raise ValueError("the first token is not the unknown one")
    tokens[0] = ""
    vocabulary.write_text(json.dumps(tokens, separators=(",", ":"), ensure_ascii=False))


if __name__ == "__main__":
    main()
