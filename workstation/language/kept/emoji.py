"""One emoji as one thing: joined families, flags, skin tones and keycaps are not taken apart."""

from __future__ import annotations

import re

# Characters that are pictures by themselves, and those that a variation selector makes one.
_PICTURE = (
    "\u231a\u231b\u23e9-\u23f3\u23f8-\u23fa\u25fd\u25fe\u2600-\u2604\u260e\u2611\u2614\u2615\u2618"
    "\u261d\u2620\u2622\u2623\u2626\u262a\u262e\u262f\u2638-\u263a\u2640\u2642\u2648-\u2653\u265f"
    "\u2660\u2663\u2665\u2666\u2668\u267b\u267e\u267f\u2692-\u26ff\u2702\u2705\u2708-\u270d\u270f"
    "\u2712\u2714\u2716\u271d\u2721\u2728\u2733\u2734\u2744\u2747\u274c\u274e\u2753-\u2755\u2757"
    "\u2763\u2764\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55"
    "\U0001f000-\U0001f0ff\U0001f170-\U0001f171\U0001f17e\U0001f17f\U0001f18e\U0001f191-\U0001f19a"
    "\U0001f200-\U0001f2ff\U0001f300-\U0001f3fa\U0001f400-\U0001faff"
)
_MAYBE = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2328-\u23ff\u24c2"
    "\u25aa-\u25fc\u27a1\u2934\u2935\u2b05-\u2b07\u3030\u303d\u3297\u3299"
)
_SKIN = "[\U0001f3fb-\U0001f3ff]"
_SIGN = f"(?:[{_PICTURE}]\ufe0f?{_SKIN}?\ufe0f?|[{_MAYBE}]\ufe0f|{_SKIN})"
ONE = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"
    "|[0-9#*]\ufe0f?\u20e3"
    "|\U0001f3f4[\U000e0020-\U000e007e]{1,12}\U000e007f"
    f"|{_SIGN}(?:\u200d{_SIGN}){{0,9}}\ufe0e?"
)
_SELECTORS = re.compile("[\ufe0e\ufe0f]")


def bare(emoji: str) -> str:
    """An emoji without the selectors that only say how to draw it."""
    return _SELECTORS.sub("", emoji)
