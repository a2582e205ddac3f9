"""The alignment of two texts by jiwer, which is installed with WhisperX and not in a slim web process."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from interview_app.domain.word_errors import Kind, Span
from interview_app.ports import OutsideError


def align(said: Sequence[str], heard: Sequence[str]) -> list[Span]:
    """Fewest edits between two token lists. Raises OutsideError(permanent=True) when jiwer is not installed."""
    try:
        import jiwer
    except ImportError as error:
        raise OutsideError(
            "jiwer is not installed: install requirements-speech.txt.", permanent=True
        ) from error
    found = jiwer.process_words(" ".join(said), " ".join(heard)).alignments[0]
    return [
        Span(
            cast("Kind", one.type), (one.ref_start_idx, one.ref_end_idx), (one.hyp_start_idx, one.hyp_end_idx)
        )
        for one in found
    ]
