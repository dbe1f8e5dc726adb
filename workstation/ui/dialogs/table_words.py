"""What a column of a table may be, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def field_words() -> dict[str, str]:
    """By the name of the field (`intake.table.mapping.FIELDS`)."""
    translate = QCoreApplication.translate
    return {
        "source_id": translate("Table", "its id"),
        "content_type": translate("Table", "kind of content"),
        "market": translate("Table", "market"),
        "category": translate("Table", "category"),
        "seller": translate("Table", "seller"),
        "language": translate("Table", "language"),
        "title": translate("Table", "title"),
        "text": translate("Table", "text to judge"),
        "image_text": translate("Table", "words in an image"),
        "transcript": translate("Table", "transcript"),
        "price": translate("Table", "price"),
        "snapshot_at": translate("Table", "captured on"),
        "impressions": translate("Table", "how often seen"),
        "orders": translate("Table", "orders"),
        "value": translate("Table", "value sold"),
        "currency": translate("Table", "currency"),
        "harm_tags": translate("Table", "harm tags"),
        "cluster": translate("Table", "group of copies"),
        "stratum": translate("Table", "stratum"),
        "inclusion_probability": translate("Table", "chance to be drawn"),
        "action": translate("Table", "decision: action"),
        "clause": translate("Table", "decision: clauses"),
        "decided_at": translate("Table", "decision: when"),
        "by": translate("Table", "decision: moderator"),
        "vendor": translate("Table", "decision: vendor"),
        "site": translate("Table", "decision: site"),
        "handling_seconds": translate("Table", "decision: handling time"),
        "prior_points": translate("Table", "decision: points before"),
        "penalty": translate("Table", "decision: penalty"),
        "automated": translate("Table", "decision: by a machine"),
        "note": translate("Table", "decision: note"),
        "fact": translate("Table", "a fact, shown with its name"),
        "attribute": translate("Table", "an attribute to judge"),
        "ignore": translate("Table", "left out"),
    }


def encoding_words(name: str) -> str:
    """An encoding as people call it; the mark before a text is no business of theirs."""
    if name.startswith("utf-"):
        return name.removesuffix("-sig").upper()
    return name
