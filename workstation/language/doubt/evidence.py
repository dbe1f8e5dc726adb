"""What is known about one translated sentence when it is judged."""

from __future__ import annotations

from msgspec import Struct


class Evidence(Struct, frozen=True):
    """A sentence, its translation, and what the model said on the way.

    `scores` holds the mean log probability of a target token, one for each piece of text and leg;
    `pieces` the source tokens, `unknown` those among them that are bytes or unknown, `made` the
    target tokens; `lost` what of the original is missing; `cut_up` that the sentence was too long
    for one go; `looped` that an endless repeat was cut from the translation.
    """

    original: str
    translation: str
    source: str
    target: str
    scores: tuple[float, ...] = ()
    pieces: int = 0
    unknown: int = 0
    made: int = 0
    lost: tuple[str, ...] = ()
    cut_up: bool = False
    looped: bool = False
