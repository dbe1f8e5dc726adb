"""The words for codes: actions, causes, reasons, severities, one word for one thing everywhere."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from PySide6.QtCore import QCoreApplication, QLocale

from workstation.domain import instant
from workstation.domain.gold import Score


def term(code: str) -> str:
    """The word for a code; a code nobody knows is shown as it is."""
    table = _table()
    return table.get(code, code)


@cache  # asked for a dozen times a case; no other language is put in while the window is open
def _table() -> dict[str, str]:
    translate = QCoreApplication.translate
    return {
        # The default action set; a batch's own labels come with the batch.
        "action.NONE": translate("Terms", "No violation"),
        "action.EDIT": translate("Terms", "Edit"),
        "action.LIMIT": translate("Terms", "Limit"),
        "action.REMOVE": translate("Terms", "Remove"),
        "action.ROUTE": translate("Terms", "Should escalate"),
        "action.CANNOT": translate("Terms", "Cannot judge"),
        "commit": translate("Terms", "Commit"),
        "another": translate("Terms", "Another violation"),
        "evidence": translate("Terms", "Pin evidence"),
        "unsure": translate("Terms", "Unsure"),
        "back": translate("Terms", "Back"),
        "record": translate("Terms", "Record"),
        "done": translate("Terms", "Done"),
        "next": translate("Terms", "Next case"),
        "again": translate("Terms", "Answer again"),
        "fault": translate("Terms", "Fault the handling"),
        "note": translate("Terms", "Note"),
        "codes": translate("Terms", "Change codes"),
        "severity": translate("Terms", "Severity"),
        "guideline_gap": translate("Terms", "Guideline gap"),
        "on": translate("Terms", "Go on"),
        "skip": translate("Terms", "Leave open"),
        "none_seen": translate("Terms", "None seen"),
        "as_told": translate("Terms", "As told"),
        "orders": translate("Terms", "Orders"),
        "impressions": translate("Terms", "Seen"),
        "take": translate("Terms", "Take the number"),
        "write": translate("Terms", "Write"),
        "copies": translate("Terms", "Look at the copies"),
        "by_the_ladder": translate("Terms", "By the ladder"),
        "take_ladder": translate("Terms", "Take it"),
        "kind.qa": translate("Terms", "QA"),
        "kind.inspection": translate("Terms", "inspection"),
        "kind.consistency": translate("Terms", "consistency"),
        "kind.dispute": translate("Terms", "dispute"),
        "kind.calibration": translate("Terms", "calibration"),
        "kind.practice": translate("Terms", "practice"),
        "kind.pool": translate("Terms", "pool"),
        "tactic.image_only_text": translate("Terms", "Words only in the image"),
        "tactic.coded_slang": translate("Terms", "Coded slang"),
        "tactic.hidden_logo": translate("Terms", "Hidden logo"),
        "tactic.variant_trick": translate("Terms", "Variant trick"),
        "tactic.wrong_category": translate("Terms", "Wrong category"),
        "tactic.switched_after_approval": translate("Terms", "Switched after approval"),
        "tactic.hand_off": translate("Terms", "Led to chat, live or comments"),
        "tactic.linked_accounts": translate("Terms", "Linked accounts"),
        "tactic.placeholder_price": translate("Terms", "Placeholder price"),
        "gap.policy_missing": translate("Terms", "Policy missing"),
        "gap.policy_unclear": translate("Terms", "Policy unclear"),
        "gap.detection": translate("Terms", "Detection or keyword"),
        "gap.routing": translate("Terms", "Routing"),
        "gap.onboarding": translate("Terms", "Seller onboarding"),
        "gap.penalty_too_weak": translate("Terms", "Penalty too weak"),
        "gap.product_loophole": translate("Terms", "Product loophole"),
        "gap.law_changed": translate("Terms", "Local law changed"),
        "gap.vendor_execution": translate("Terms", "Vendor execution"),
        "gap.none": translate("Terms", "No gap"),
        "said.yes": translate("Terms", "Yes"),
        "said.no": translate("Terms", "No"),
        "said.unclear": translate("Terms", "Unclear"),
        "penalty.none": translate("Terms", "No penalty"),
        "penalty.warning": translate("Terms", "Warning"),
        "penalty.points": translate("Terms", "Points"),
        "penalty.feature_limit": translate("Terms", "Feature limit"),
        "penalty.suspend": translate("Terms", "Suspend"),
        "penalty.terminate": translate("Terms", "Terminate"),
        "penalty.funds_hold": translate("Terms", "Hold the funds"),
        "gold.same": translate("Terms", "as gold"),
        "gold.other": translate("Terms", "other than gold"),
        "gold.action": translate("Terms", "action"),
        "gold.clause": translate("Terms", "clause"),
        "gold.target": translate("Terms", "target"),
        "cause.not_looked_at": translate("Terms", "Not looked at"),
        "cause.slang_missed": translate("Terms", "Slang missed"),
        "cause.clause_misread": translate("Terms", "Clause misread"),
        "cause.old_rule": translate("Terms", "Old rule"),
        "cause.context_missed": translate("Terms", "Context missed"),
        "cause.keyword_only": translate("Terms", "Keyword only"),
        "cause.wrong_key": translate("Terms", "Wrong key"),
        "cannot.language": translate("Terms", "Language"),
        "cannot.missing_evidence": translate("Terms", "Missing evidence"),
        "cannot.live_check": translate("Terms", "Needs a live check"),
        "cannot.policy_unclear": translate("Terms", "Policy unclear"),
        "cannot.specialist": translate("Terms", "Specialist"),
        "cannot.refuted": translate("Terms", "your verdict does not hold"),
        "owner.language_peer": translate("Terms", "language peer"),
        "owner.publisher": translate("Terms", "publisher"),
        "owner.live_check_desk": translate("Terms", "live-check desk"),
        "owner.policy_owner": translate("Terms", "policy owner"),
        "owner.specialists": translate("Terms", "specialists"),
        "question.answered": translate("Terms", "answered"),
        "question.settled": translate("Terms", "judged since"),
        "sealed.minors": translate("Terms", "Minors"),
        "sealed.illegal_imagery": translate("Terms", "Illegal imagery"),
        "sealed.extremism": translate("Terms", "Violent extremism"),
        "sealed.other": translate("Terms", "Another reason"),
        "code.FP.none": translate("Terms", "nothing is wrong"),
        "code.FP.scope": translate("Terms", "rule not in force here"),
        "code.FN.missed": translate("Terms", "violation missed"),
        "code.FN.part": translate("Terms", "severer violation missed"),
        "code.WS.clause": translate("Terms", "wrong clause"),
        "code.WS.target": translate("Terms", "wrong part"),
        "code.WS.action": translate("Terms", "wrong action"),
        "code.WS.penalty": translate("Terms", "wrong penalty"),
        "code.WS.route": translate("Terms", "wrong escalation"),
        "code.TE.evidence": translate("Terms", "evidence was not there"),
        "code.TE.media": translate("Terms", "media did not load"),
        "code.TE.tool": translate("Terms", "tool failed"),
        "code.TE.ladder": translate("Terms", "system set the penalty wrongly"),
        "code.TE.changed": translate("Terms", "content changed afterwards"),
        "code.CO.inconsistent": translate("Terms", "copies decided differently"),
        "code.PR.note": translate("Terms", "note missing"),
        "code.PR.tag": translate("Terms", "tag wrong"),
        "code.PR.evidence": translate("Terms", "evidence missing"),
        "code.PR.sla": translate("Terms", "too late"),
        "what.take_down": translate("Terms", "Take down"),
        "what.limit": translate("Terms", "Limit"),
        "what.send_back": translate("Terms", "Send back to edit"),
        "what.act": translate("Terms", "Apply {wanted}"),
        "what.reinstate": translate("Terms", "Reinstate"),
        "what.raise": translate("Terms", "Raise to {action}"),
        "what.lower": translate("Terms", "Lower to {action}"),
        "what.change": translate("Terms", "Change to {action}"),
        "what.move": translate("Terms", "{action} here, not there"),
        "what.notice": translate("Terms", "Correct the notice"),
        "what.penalty": translate("Terms", "Penalty to {wanted}"),
        "what.route": translate("Terms", "Send to specialists"),
        "role.auditor": translate("Terms", "auditor"),
        "role.lead": translate("Terms", "lead"),
        "role.trainer": translate("Terms", "trainer"),
        "role.vendor_qa": translate("Terms", "vendor QA"),
        "role.policy_owner": translate("Terms", "policy owner"),
        "role.publisher": translate("Terms", "publisher"),
        "lit.action": translate("Terms", "action"),
        "lit.clauses": translate("Terms", "clauses"),
        "lit.codes": translate("Terms", "errors"),
        "lit.severity": translate("Terms", "severity"),
        "lit.penalty": translate("Terms", "penalty"),
        "second.upheld": translate("Terms", "upheld"),
        "second.corrected": translate("Terms", "corrected"),
        "second.both": translate("Terms", "both can be defended"),
        "stage.first": translate("Terms", "first look"),
        "stage.second": translate("Terms", "second look"),
        "stage.repeat": translate("Terms", "repeat"),
        "stage.consensus": translate("Terms", "consensus"),
        "stage.vote": translate("Terms", "vote"),
        "revoked.lost": translate("Terms", "lost or stolen"),
        "revoked.left": translate("Terms", "its person has left"),
        "revoked.forked": translate("Terms", "written on twice"),
        "revoked.other": translate("Terms", "another reason"),
        "remediation.open": translate("Terms", "open"),
        "remediation.waiting": translate("Terms", "waits for a peer"),
        "remediation.closed": translate("Terms", "closed"),
        "remediation.withdrawn": translate("Terms", "withdrawn"),
        "closed_as.done": translate("Terms", "done"),
        "closed_as.already_gone": translate("Terms", "already gone"),
        "closed_as.not_possible": translate("Terms", "not possible"),
        "severity.none": translate("Terms", "no cost"),
        "severity.minor": translate("Terms", "minor"),
        "severity.major": translate("Terms", "major"),
        "severity.critical": translate("Terms", "critical"),
        "result.agrees": translate("Terms", "agrees"),
        "result.differs": translate("Terms", "differs"),
        "result.pending": translate("Terms", "cannot judge"),
        "result.found": translate("Terms", "recorded"),
        "read.original": translate("Terms", "read in the original"),
        "read.translation": translate("Terms", "read in translation"),
        "type.listing": translate("Terms", "listing"),
        "type.video": translate("Terms", "video"),
        "type.review": translate("Terms", "review"),
        "type.chat": translate("Terms", "chat"),
        "type.seller": translate("Terms", "seller"),
        "type.comment": translate("Terms", "comment"),
        "type.post": translate("Terms", "post"),
        "type.live": translate("Terms", "live"),
        "part.title": translate("Terms", "title"),
        "part.description": translate("Terms", "description"),
        "part.attribute": translate("Terms", "attribute"),
        "part.message": translate("Terms", "message"),
        "part.review": translate("Terms", "review"),
        "part.transcript": translate("Terms", "transcript"),
        "part.image_text": translate("Terms", "text in image"),
        "part.profile": translate("Terms", "profile"),
        "part.comment": translate("Terms", "comment"),
        "part.caption": translate("Terms", "caption"),
        "target.item": translate("Terms", "whole item"),
        "target.media": translate("Terms", "media"),
        "target.seller": translate("Terms", "seller"),
    }


def score_words(score: Score) -> str:
    """How practice goes."""
    words = QCoreApplication.translate("Terms", "{n} of {total} as gold")
    return words.format(n=score.as_gold, total=score.of)


def penalty_word(code: str) -> str:
    """The word for a penalty, points with their number."""
    name, _, number = code.rpartition("_")
    if name == "points" and number.isdecimal():
        return QCoreApplication.translate("Terms", "{n} points").format(n=number)
    return term(f"penalty.{code}").removeprefix("penalty.")


def language_name(tag: str) -> str:
    """The English name of a language, the tag where Qt has none."""
    if not tag or tag == "und":
        return QCoreApplication.translate("Terms", "unknown language")
    named = {
        "tl": "Tagalog",
        "fil": "Filipino",
        # Spoken by millions, unknown to Qt.
        "ace": "Acehnese",
        "ban": "Balinese",
        "bbc": "Toba Batak",
        "bjn": "Banjar",
        "bug": "Buginese",
        "mad": "Madurese",
        "min": "Minangkabau",
        "nij": "Ngaju",
        "zh-Hans": QCoreApplication.translate("Terms", "Chinese (simplified)"),
        "zh-Hant": QCoreApplication.translate("Terms", "Chinese (traditional)"),
    }
    if tag in named:
        return named[tag]
    language = QLocale.codeToLanguage(tag.split("-")[0])
    if language in (QLocale.Language.AnyLanguage, QLocale.Language.C):
        return tag
    return QLocale.languageToString(language)


def day(text: str) -> str:
    """The day of an instant, as `2 Mar 2026`, in the offset it was written in."""
    moment = instant.parse(text)
    return f"{moment.day} {moment:%b %Y}"


def minute(text: str) -> str:
    """The minute of an instant, as `2 Mar 2026 09:14`."""
    moment = instant.parse(text)
    return f"{moment.day} {moment:%b %Y %H:%M}"


def length(span: timedelta) -> str:
    """A length of time in words: `5 min`, `3 h`, `2 days`."""
    translate = QCoreApplication.translate
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 60:
        return translate("Terms", "{n} min").format(n=minutes)
    if minutes < 48 * 60:
        return translate("Terms", "{n} h").format(n=minutes // 60)
    return translate("Terms", "{n} days").format(n=minutes // (24 * 60))


def clock(milliseconds: int) -> str:
    """A duration as `00:42`, with hours where there are any."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def count(number: int) -> str:
    """A number in short: 940, 10k, 1.2M."""
    if number >= 1_000_000:
        return f"{number / 1_000_000:.1f}M"
    return f"{number // 1000}k" if number >= 10_000 else str(number)


def money(hundredths: int, currency: str | None) -> str:
    """An amount, as `MYR 39.00`."""
    return f"{currency or ''} {hundredths // 100}.{hundredths % 100:02}".strip()
