"""Trains the small Whisper: `python train_recogniser.py OUT.pt --data train.pt extra.pt --dev dev.pt`.

First short windows at any place of the 30 s, then half of the batches full windows. Beside the reply the encoder
learns which word is spoken in each frame and where words begin, by heads that are dropped at export: without them
so small a model takes far longer.
"""

from __future__ import annotations

import argparse
import math
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
import recogniser
import sentences
import torch
import vocabulary
from torch import Tensor, nn
from torch.nn import functional
from transformers import WhisperForConditionalGeneration
from whisperx.audio import mel_filters
from windows import WORD_CLASS, Heard, Windows, stacked

WITH_LANGUAGE = [
    vocabulary.START,
    vocabulary.ID["<|en|>"],
    vocabulary.ID["<|transcribe|>"],
    vocabulary.NO_STAMPS,
]
WITHOUT_LANGUAGE = [vocabulary.START, vocabulary.NO_STAMPS]
IGNORED = -100
ENCODER_OFFSETS = [[-14, -5, 5, 14], [-25, -9, 9, 25]]
DECODER_OFFSETS = [[3, 10, 20, 35], [6, 14, 26, 45]]
"""In frames: where each head of each layer looks at first."""


class Batch(NamedTuple):
    mel: Tensor
    given: Tensor
    wanted: Tensor
    words: Tensor
    onsets: Tensor
    offset: int


class Losses(NamedTuple):
    total: Tensor
    frames: Tensor
    onsets: Tensor
    reply: Tensor
    right: Tensor


class Learner(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        shape = recogniser.shape()
        self.model = WhisperForConditionalGeneration(shape)
        self.word = nn.Linear(shape.d_model, len(WORD_CLASS) + 1)
        self.onset = nn.Linear(shape.d_model, 1)
        self._look_around()

    def forward(self, batch: Batch) -> Losses:
        hidden = self._encoded(batch.mel, batch.offset)
        frames = functional.cross_entropy(self.word(hidden).transpose(1, 2), batch.words)
        onsets = functional.binary_cross_entropy_with_logits(
            self.onset(hidden)[..., 0], batch.onsets, pos_weight=torch.tensor(5.0)
        )
        said = self.model.model.decoder(input_ids=batch.given, encoder_hidden_states=hidden, use_cache=False)[
            0
        ]
        logits = self.model.proj_out(said).float()
        reply = functional.cross_entropy(logits.flatten(0, 1), batch.wanted.flatten(), ignore_index=IGNORED)
        is_text = (batch.wanted >= 0) & (batch.wanted < vocabulary.FIRST_STAMP)
        right = (logits.argmax(-1) == batch.wanted)[is_text].float().mean()
        return Losses(reply + 0.7 * frames + 0.3 * onsets, frames, onsets, reply, right)

    def _encoded(self, mel: Tensor, offset: int) -> Tensor:
        """The encoder on less than 30 s, standing `offset` frames into them."""
        encoder = self.model.model.encoder
        hidden = functional.gelu(encoder.conv2(functional.gelu(encoder.conv1(mel)))).transpose(1, 2)
        hidden = hidden + encoder.embed_positions.weight[offset : offset + hidden.shape[1]]
        for layer in encoder.layers:
            hidden = layer(hidden, attention_mask=None, layer_head_mask=None)[0]
        return encoder.layer_norm(hidden)

    @torch.no_grad()
    def _look_around(self) -> None:
        """Begin with heads that look at fixed distances, and time marks that know their place."""
        encoder, decoder = self.model.model.encoder, self.model.model.decoder
        for layer, offsets in zip(encoder.layers, ENCODER_OFFSETS, strict=True):
            _aim(layer.self_attn, offsets, peak=10.0)
        for layer, offsets in zip(decoder.layers, DECODER_OFFSETS, strict=True):
            _aim(layer.encoder_attn, offsets, peak=8.0)
        places = encoder.embed_positions.weight
        for at in range(len(vocabulary.STAMPS)):
            mark = vocabulary.FIRST_STAMP + at
            decoder.embed_tokens.weight[mark] = 0.15 * places[min(at, len(places) - 1)]


def _aim(attention: nn.Module, offsets: list[int], peak: float) -> None:
    """Set queries and keys so that head h of frame i looks at frame i + offsets[h], by the sinusoids' phase."""
    query, key = attention.q_proj.weight, attention.k_proj.weight
    size = query.shape[0]
    head_size, half = size // len(offsets), size // 2
    pitch = torch.exp(-math.log(10000.0) / (half - 1) * torch.arange(half).float()).tolist()
    usable = [at for at in range(half) if 0.002 < pitch[at] < 0.32]
    pairs = head_size // 2
    picked = [usable[round(at * (len(usable) - 1) / (pairs - 1))] for at in range(pairs)]
    gain = math.sqrt(peak / (pairs * 2 * head_size**-0.5))
    for head, offset in enumerate(offsets):
        for at, wave in enumerate(picked):
            rows = [head * head_size + 2 * at, head * head_size + 2 * at + 1]
            query[rows] *= 0.3
            key[rows] *= 0.3
            key[rows[0], wave] += gain
            key[rows[1], half + wave] += gain
            cosine, sine = math.cos(pitch[wave] * offset), math.sin(pitch[wave] * offset)
            query[rows[0], wave] += gain * cosine
            query[rows[0], half + wave] += gain * sine
            query[rows[1], half + wave] += gain * cosine
            query[rows[1], wave] -= gain * sine


def batch_of(windows: Windows, size: int, seconds: float, *, anywhere: bool) -> Batch:
    chance, step = windows.chance, vocabulary.STAMP_STEP
    offset = chance.randrange(0, int((30 - seconds) * 50) + 1, step) if anywhere else 0
    items = []
    for at in range(size):
        filled = seconds - 0.05
        if not anywhere and at % 4 >= 2:
            filled = chance.uniform(2.0, filled) if at % 4 == 2 else chance.uniform(1.5, 5.0)
        items.append(windows.heard(seconds, offset, filled))
    prompt = chance.choice([WITH_LANGUAGE, WITH_LANGUAGE, WITHOUT_LANGUAGE])
    given, wanted = _replies(items, prompt)
    return Batch(
        log_mel(stacked([item.sound for item in items])),
        given,
        wanted,
        stacked([item.words for item in items]),
        stacked([item.onsets for item in items]),
        offset,
    )


def _replies(items: list[Heard], prompt: list[int]) -> tuple[Tensor, Tensor]:
    """What the decoder is given, and what it is to say next at each place."""
    length = len(prompt) + max(len(item.tokens) for item in items)
    given = torch.full((len(items), length), vocabulary.END)
    wanted = torch.full((len(items), length), IGNORED)
    for row, item in enumerate(items):
        whole = [*prompt, *item.tokens, vocabulary.END]
        given[row, : len(whole) - 1] = torch.tensor(whole[:-1])
        wanted[row, : len(whole) - 1] = torch.tensor(whole[1:])
        wanted[row, : len(prompt) - 1] = IGNORED
        if prompt is WITH_LANGUAGE:
            wanted[row, 0] = prompt[1]  # after the start comes the language: so it is told apart
    return given, wanted


def log_mel(sound: Tensor) -> Tensor:
    """As whisperx.audio does it, a batch at a time."""
    spectrum = torch.stft(sound, 400, 160, window=torch.hann_window(400), return_complex=True)
    power = spectrum[..., :-1].abs() ** 2
    levels = torch.clamp(mel_filters(sound.device, 80) @ power, min=1e-10).log10()
    levels = torch.maximum(levels, levels.amax(dim=(1, 2), keepdim=True) - 8.0)
    return (levels + 4.0) / 4.0


def train(learner: Learner, windows: Windows, *, short: int, total: int, rate: float) -> None:
    optimiser = torch.optim.AdamW(learner.parameters(), lr=rate, betas=(0.9, 0.98), weight_decay=0.01)
    began, recent = time.monotonic(), []
    for step in range(total):
        warm = min(1.0, (step + 1) / 150)
        for group in optimiser.param_groups:
            group["lr"] = rate * warm * (0.485 * (1 + math.cos(math.pi * step / total)) + 0.03)
        anywhere = step < short or step % 2 == 1
        seconds = windows.chance.choice([4.0, 6.0, 8.0]) if anywhere else 30.0
        batch = batch_of(windows, 16 if anywhere else 4, seconds, anywhere=anywhere)
        with torch.autocast("cpu", torch.bfloat16):
            losses = learner(batch)
        optimiser.zero_grad()
        losses.total.backward()
        torch.nn.utils.clip_grad_norm_(learner.parameters(), 1.0)
        optimiser.step()
        recent.append([float(loss.detach()) for loss in losses])
        if (step + 1) % 100 == 0 or step + 1 == total:
            told(f"{step + 1} {time.monotonic() - began:.0f}s", recent)
            recent = []


@torch.no_grad()
def check(learner: Learner, windows: Windows) -> None:
    learner.eval()
    batches = [batch_of(windows, 4, 30.0, anywhere=False) for _ in range(3)]
    told("unseen", [[float(loss) for loss in learner(batch)] for batch in batches])


def told(when: str, losses: list[list[float]]) -> None:
    means = zip(Losses._fields, np.nanmean(losses, axis=0), strict=True)
    print(when, " ".join(f"{name} {mean:.3f}" for name, mean in means), flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("out", type=Path)
    options.add_argument("--data", nargs="+", required=True)
    options.add_argument("--dev", required=True)
    options.add_argument("--from", dest="begin", type=Path, help="weights to go on from")
    options.add_argument("--short-steps", type=int, default=1300)
    options.add_argument("--steps", type=int, default=8300)
    options.add_argument("--rate", type=float, default=1.5e-3)
    chosen = options.parse_args()
    torch.manual_seed(0)
    learner = Learner()
    if chosen.begin:
        learner.load_state_dict(torch.load(chosen.begin, weights_only=True))
    windows = Windows(sentences.load(*chosen.data), 1)
    train(learner, windows, short=chosen.short_steps, total=chosen.steps, rate=chosen.rate)
    torch.save(learner.state_dict(), chosen.out)
    check(learner, Windows(sentences.load(chosen.dev), 5))


if __name__ == "__main__":
    main()
