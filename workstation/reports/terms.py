"""Plain English for codes in documents. The window's own words are translated; a document is for
people elsewhere, in one language."""

from __future__ import annotations

from collections.abc import Mapping

from workstation.domain import instant

TERMS: Mapping[str, str] = {
    "FP.none": "nothing was wrong",
    "FP.scope": "the rule was not in force there",
    "FN.missed": "a violation was missed",
    "FN.part": "the severer violation was missed",
    "WS.clause": "wrong clause",
    "WS.target": "wrong part",
    "WS.action": "wrong action",
    "WS.penalty": "wrong penalty",
    "WS.route": "wrong escalation",
    "TE.evidence": "the evidence was not there",
    "TE.media": "media did not load",
    "TE.tool": "a tool failed",
    "TE.ladder": "the system set the penalty wrongly",
    "TE.changed": "the content changed afterwards",
    "CO.inconsistent": "copies were decided differently",
    "PR.note": "the note is missing",
    "PR.tag": "the tag is wrong",
    "PR.evidence": "evidence is missing",
    "PR.sla": "too late",
    "not_looked_at": "not looked at",
    "slang_missed": "slang missed",
    "clause_misread": "clause misread",
    "old_rule": "old rule applied",
    "context_missed": "context missed",
    "keyword_only": "went by a keyword only",
    "wrong_key": "wrong key",
    "take_down": "take down",
    "limit": "limit",
    "send_back": "send back to the seller to edit",
    "act": "apply {wanted}",
    "reinstate": "reinstate, and lift any penalty",
    "raise": "raise to {wanted}",
    "lower": "lower to {wanted}",
    "change": "change to {wanted}",
    "move": "act on the right part ({wanted}) and restore the other",
    "notice": "correct the notice: it named another clause than {wanted}",
    "penalty": "set the penalty to {wanted}",
    "route": "send to the specialists",
    "image_only_text": "words only in the image",
    "coded_slang": "coded slang",
    "hidden_logo": "hidden logo",
    "variant_trick": "variant trick",
    "wrong_category": "wrong category",
    "switched_after_approval": "switched after approval",
    "hand_off": "led to chat, live or comments",
    "linked_accounts": "linked accounts",
    "placeholder_price": "placeholder price",
    "gap.policy_missing": "policy missing",
    "gap.policy_unclear": "policy unclear",
    "gap.detection": "detection or keyword",
    "gap.routing": "routing",
    "gap.onboarding": "seller onboarding",
    "gap.penalty_too_weak": "penalty too weak",
    "gap.product_loophole": "product loophole",
    "gap.law_changed": "local law changed",
    "gap.vendor_execution": "vendor execution",
    "gap.none": "no gap",
    "yes": "yes",
    "no": "no",
    "unclear": "unclear",
    "image_text": "text in image",
}


def term(code: str) -> str:
    """The words of a code; one that nobody knows stands as it is."""
    return TERMS.get(code, code.replace("_", " "))


def day(text: str) -> str:
    """The day of an instant, as `2 Mar 2026`, in the offset it was written in."""
    moment = instant.parse(text)
    return f"{moment.day} {moment:%b %Y}"


def minute(text: str) -> str:
    """The minute of an instant with its offset: `2 Mar 2026 09:14 +08:00`."""
    moment = instant.parse(text)
    offset = f"{moment:%z}"
    return f"{moment.day} {moment:%b %Y %H:%M} {offset[:3]}:{offset[3:5]}"
