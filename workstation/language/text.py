"""Small questions about a text that the whole room asks."""

from __future__ import annotations

import re

from workstation.domain.canonical import text_digest

# Every quantifier is bounded: no input may cost more than a pass over it.
ADDRESS = re.compile(
    r"(?<![A-Za-z0-9])(?:https?://|www\.)[!-~]{0,2000}[A-Za-z0-9/_~#=&%-]"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}"
    r"|(?<![A-Za-z0-9.-])[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,5}\.(?:com|net|org|co|my|id|vn"
    r"|th|ph|sg|shop|me|ly|io|info|biz|es|mx|app|link|store|online|cn|tw|hk|jp|kr|in|gl|page)"
    r"(?![A-Za-z0-9])(?:/[!-~]{0,2000}[A-Za-z0-9/_~#=&%-])?",
    re.I | re.A,
)
"""Addresses and e-mail, without the mark that ends a sentence behind one."""
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_WORD = 60
_CURRENCIES = {
    *("rm", "myr", "rp", "idr", "sgd", "us", "usd", "php", "thb", "vnd", "sar", "aed", "eur"),
    *("gbp", "ntd", "twd", "hkd", "cny", "jpy", "krw", "mxn"),
}
_UNITS = {
    *("kg", "g", "mg", "m", "cm", "mm", "km", "l", "ml", "pc", "pcs", "x", "gb", "tb", "mb", "hz"),
    *("w", "v", "mah", "xs", "s", "xl", "xxl", "xxxl"),
}
_NO_WORDS = _CURRENCIES | _UNITS


def has_words(text: str) -> bool:
    """Whether there is something to translate: a word that is no currency, unit or size.

    A model given "RM 39.90" or a long unbroken string makes up a sentence.
    """
    for found in _WORD.finditer(text):
        word = found.group()
        if word.lower() not in _NO_WORDS and (len(word) <= _LONGEST_WORD or not word.isascii()):
            return True
    return False


def printable(text: str) -> str:
    """The text with what UTF-8 cannot carry (lone surrogates) replaced by U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def sentence_digest(sentence: str) -> str:
    """What a sentence's translation is kept under."""
    return text_digest(printable(sentence))
