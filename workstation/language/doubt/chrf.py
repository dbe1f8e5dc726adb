"""chrF: how near a translation is to a human one, in points of 0…100, by shared letters.

Equal to sacrebleu's `sentence_chrf` as it is by default (six orders, beta 2, no white space);
ours because calibrating runs where sacrebleu, with numpy behind it, is not installed.
"""

from __future__ import annotations

from collections import Counter

_ORDERS = range(1, 7)
_BETA_SQUARED = 4


def chrf(translation: str, reference: str) -> float:
    """Of one sentence against one human rendering."""
    one, other = "".join(translation.split()), "".join(reference.split())
    precision = recall = 0.0
    orders = 0
    for order in _ORDERS:
        made, wanted = _grams(one, order), _grams(other, order)
        if made and wanted:
            shared = sum((made & wanted).values())
            precision += shared / made.total()
            recall += shared / wanted.total()
            orders += 1
    if not precision + recall:
        return 0.0
    precision, recall = precision / orders, recall / orders
    together = (1 + _BETA_SQUARED) * precision * recall
    return 100 * together / (_BETA_SQUARED * precision + recall)


def _grams(text: str, order: int) -> Counter[str]:
    return Counter(text[at : at + order] for at in range(len(text) - order + 1))
