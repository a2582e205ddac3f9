"""Trains the aligner: `python train_aligner.py OUT_FOLDER --data train.pt extra.pt --dev dev.pt`.

It learns the true frame of each character, beside the usual loss over the characters alone.
"""

from __future__ import annotations

import argparse
import math
import time
from pathlib import Path
from typing import NamedTuple

import aligner
import numpy as np
import sentences
import torch
from sentences import RATE
from torch import Tensor
from torch.nn import functional
from transformers import Wav2Vec2ForCTC
from windows import Windows, stacked


class Batch(NamedTuple):
    sound: Tensor
    frames: Tensor
    characters: Tensor
    lengths: Tensor


class Losses(NamedTuple):
    total: Tensor
    frames: Tensor
    characters: Tensor
    near: Tensor


def batch_of(model: Wav2Vec2ForCTC, windows: Windows, size: int, seconds: float) -> Batch:
    frames = int(model._get_feat_extract_output_lengths(int(seconds * RATE)))
    items = [windows.spelt(seconds, frames) for _ in range(size)]
    longest = max(1, *(len(item.characters) for item in items))
    characters = torch.zeros(size, longest, dtype=torch.long)
    for row, item in enumerate(items):
        characters[row, : len(item.characters)] = torch.tensor(item.characters, dtype=torch.long)
    return Batch(
        stacked([item.sound for item in items]),
        stacked([item.frames for item in items]),
        characters,
        torch.tensor([len(item.characters) for item in items]),
    )


def losses_of(model: Wav2Vec2ForCTC, batch: Batch) -> Losses:
    """`near` is the share of characters found at most one frame, 20 ms, from their place."""
    likely = model(batch.sound).logits.float().log_softmax(-1)
    frames = functional.nll_loss(likely.transpose(1, 2), batch.frames)
    whole = torch.full((len(batch.sound),), likely.shape[1])
    characters = functional.ctc_loss(
        likely.transpose(0, 1),
        batch.characters,
        whole,
        batch.lengths,
        blank=aligner.BLANK,
        zero_infinity=True,
        reduction="sum",
    ) / batch.lengths.sum().clamp(min=1)
    found = likely.argmax(-1)
    close = (
        (found == batch.frames)
        | (functional.pad(found[:, 1:], (0, 1)) == batch.frames)
        | (functional.pad(found[:, :-1], (1, 0)) == batch.frames)
    )
    near = close[batch.frames > 0].float().mean()
    return Losses(frames + 0.1 * characters, frames, characters, near)


def train(model: Wav2Vec2ForCTC, windows: Windows, *, total: int, rate: float) -> None:
    optimiser = torch.optim.AdamW(model.parameters(), lr=rate, betas=(0.9, 0.98), weight_decay=0.01)
    began, recent = time.monotonic(), []
    for step in range(total):
        done = step / total
        seconds = windows.chance.choice([4.0, 6.0] if done < 0.6 else [4.0, 8.0, 16.0, 30.0])
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1, (step + 1) / 150) * (0.485 * (1 + math.cos(math.pi * done)) + 0.03)
        losses = losses_of(model, batch_of(model, windows, max(2, int(64 / seconds)), seconds))
        optimiser.zero_grad()
        losses.total.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        recent.append([float(loss.detach()) for loss in losses])
        if (step + 1) % 100 == 0 or step + 1 == total:
            told(f"{step + 1} {time.monotonic() - began:.0f}s", recent)
            recent = []


def told(when: str, losses: list[list[float]]) -> None:
    means = zip(Losses._fields, np.nanmean(losses, axis=0), strict=True)
    print(when, " ".join(f"{name} {mean:.3f}" for name, mean in means), flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("out", type=Path)
    options.add_argument("--data", nargs="+", required=True)
    options.add_argument("--dev", required=True)
    options.add_argument("--from", dest="begin", type=Path, help="a folder to go on from")
    options.add_argument("--steps", type=int, default=3200)
    options.add_argument("--rate", type=float, default=2e-3)
    chosen = options.parse_args()
    torch.manual_seed(0)
    begin = chosen.begin
    model = Wav2Vec2ForCTC.from_pretrained(begin) if begin else Wav2Vec2ForCTC(aligner.shape())
    model.train()
    train(model, Windows(sentences.load(*chosen.data), 1), total=chosen.steps, rate=chosen.rate)
    aligner.save(model, chosen.out)
    model.eval()
    unseen = Windows(sentences.load(chosen.dev), 5)
    with torch.no_grad():
        found = [losses_of(model, batch_of(model, unseen, 4, 15.0)) for _ in range(4)]
    told("unseen", [[float(loss) for loss in losses] for losses in found])


if __name__ == "__main__":
    main()
