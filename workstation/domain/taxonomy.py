"""The closed sets of the trade: actions, error codes, severities, causes.

The default tables are those the policy pack and the batch start from; a batch may carry its own
actions (`domain.batch.Action`), codes are never reused.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Code(StrEnum):
    """Error codes, derived from (decision, verdict); see `domain.verdict`."""

    FP_NONE = "FP.none"
    FP_SCOPE = "FP.scope"
    FN_MISSED = "FN.missed"
    FN_PART = "FN.part"
    WS_CLAUSE = "WS.clause"
    WS_TARGET = "WS.target"
    WS_ACTION = "WS.action"
    WS_PENALTY = "WS.penalty"
    WS_ROUTE = "WS.route"
    TE_EVIDENCE = "TE.evidence"
    TE_MEDIA = "TE.media"
    TE_TOOL = "TE.tool"
    TE_LADDER = "TE.ladder"
    TE_CHANGED = "TE.changed"
    PR_NOTE = "PR.note"
    PR_TAG = "PR.tag"
    PR_EVIDENCE = "PR.evidence"
    PR_SLA = "PR.sla"
    CO_INCONSISTENT = "CO.inconsistent"


PROCESS_FAULTS = (Code.PR_NOTE, Code.PR_TAG, Code.PR_EVIDENCE, Code.PR_SLA)
TECHNICAL = (Code.TE_EVIDENCE, Code.TE_MEDIA, Code.TE_TOOL, Code.TE_LADDER, Code.TE_CHANGED)


class Severity(StrEnum):
    """How much an error costs, by consequence."""

    NONE = "none"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for none … 3 for critical."""
        return list(Severity).index(self)

    def stepped_up(self) -> Severity:
        """One step more severe; critical stays."""
        return list(Severity)[min(self.rank + 1, 3)]


class ErrorCause(StrEnum):
    """Why the moderator erred, as far as the auditor can observe it."""

    NOT_LOOKED_AT = "not_looked_at"
    SLANG_MISSED = "slang_missed"
    CLAUSE_MISREAD = "clause_misread"
    OLD_RULE = "old_rule"
    CONTEXT_MISSED = "context_missed"
    KEYWORD_ONLY = "keyword_only"
    WRONG_KEY = "wrong_key"


class ControlGap(StrEnum):
    """Why the risk was on the platform at all."""

    POLICY_MISSING = "policy_missing"
    POLICY_UNCLEAR = "policy_unclear"
    DETECTION = "detection"
    ROUTING = "routing"
    ONBOARDING = "onboarding"
    PENALTY_TOO_WEAK = "penalty_too_weak"
    PRODUCT_LOOPHOLE = "product_loophole"
    LAW_CHANGED = "law_changed"
    VENDOR_EXECUTION = "vendor_execution"
    NONE = "none"


class EvasionTag(StrEnum):
    """How a seller tried to get past the rules; the order is that of the digits."""

    IMAGE_ONLY_TEXT = "image_only_text"
    CODED_SLANG = "coded_slang"
    HIDDEN_LOGO = "hidden_logo"
    VARIANT_TRICK = "variant_trick"
    WRONG_CATEGORY = "wrong_category"
    SWITCHED = "switched_after_approval"
    HAND_OFF = "hand_off"
    LINKED_ACCOUNTS = "linked_accounts"
    PLACEHOLDER_PRICE = "placeholder_price"


class CannotJudge(StrEnum):
    """Why an auditor gives no verdict; each reason has an owner."""

    LANGUAGE = "language"
    MISSING_EVIDENCE = "missing_evidence"
    LIVE_CHECK = "live_check"
    POLICY_UNCLEAR = "policy_unclear"
    SPECIALIST = "specialist"


class ReadIn(StrEnum):
    """What the verdict was read in; nobody is judged on a machine translation alone."""

    ORIGINAL = "original"
    TRANSLATION = "translation"


class Action(Struct, frozen=True):
    """What may be done to a target. `rank` is the step on the ladder, `key` the digit it is on."""

    id: str
    label: str
    key: int
    enforces: bool
    rank: int


NONE, EDIT, LIMIT, REMOVE, ROUTE, CANNOT = "NONE", "EDIT", "LIMIT", "REMOVE", "ROUTE", "CANNOT"

DEFAULT_ACTIONS = (
    Action(NONE, "No violation", 1, False, 0),
    Action(EDIT, "Edit", 2, True, 1),
    Action(LIMIT, "Limit", 3, True, 2),
    Action(REMOVE, "Remove", 4, True, 3),
    Action(ROUTE, "Should escalate", 5, False, 0),
    Action(CANNOT, "Cannot judge", 0, False, 0),
)
"""TAXONOMY 1. ROUTE and CANNOT stand outside the false positive / false negative matrix."""
