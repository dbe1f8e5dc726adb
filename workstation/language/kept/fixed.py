"""The things that no translation changes a character of: links, @names, #tags, codes, emoji."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from msgspec import Struct

from workstation.language.kept import amounts
from workstation.language.kept.emoji import ONE
from workstation.language.text import ADDRESS

LINK, MENTION, TAG, CODE, PHONE, EMOJI = "link", "mention", "tag", "code", "phone", "emoji"

# Every quantifier is bounded: no input may cost more than a pass over it.
_NAME = "A-Za-z0-9_\u00c0-\u024f\u1e00-\u1eff"
_MENTION = re.compile(
    rf"(?<![{_NAME}.])[@＠]"
    rf"(?:[{_NAME}][{_NAME}.]{{0,61}}[{_NAME}]|[{_NAME}]"
    r"|[^\W\x00-\u024f]{1,20}(?![^\W\x00-\u024f]))"
)
# A name that stands behind the word for where it is one: "LINE: kedai_88", 微信abc123.
_CONTACT = re.compile(
    r"(?:(?<![A-Za-z])(?:line|wechat|weixin|wx|vx|wa|whats?app|wasap|telegram|tele|tg|zalo|viber|kakao"
    r"(?:talk)?|insta(?:gram)?|ig|skype|signal)(?![A-Za-z])|[微薇威]信|加[微薇威vV]|ไลน์|ไลน|카톡|واتساب|カカオ"
    r"|(?<![A-Za-z])v(?=\s?[:：]))"
    r"(?:\s?(?:id|no|号|號|ไอดี|아이디)(?![A-Za-z]))?\s{0,2}[:：=~-]?\s{0,2}"
    r"(?P<it>(?=[A-Za-z0-9_.-]{0,30}[0-9_])[A-Za-z][A-Za-z0-9_.-]{2,29}[A-Za-z0-9_])(?![A-Za-z0-9_])",
    re.I,
)
# In Chinese a tag may end with its sign: #露营#好用到哭，推荐. Else it ends with its word.
_TAG = re.compile(
    r"[#＃][\u3400-\u9fffA-Za-z0-9]{1,30}[#＃](?=\s|$|[^\s#＃]{10})"
    r"|[#＃][^\s#＃\x00-\x2f:-@\[-\x5e`{-\x7f、。，！？；：（）「」『』【】《》…“”‘’·|]{1,100}"
)
_PHONE = re.compile(
    r"(?<![\w+.,/-])\+?\(?\d{1,4}\)?(?:[ .\-\u00a0]{0,2}\(?\d{2,8}\)?){1,5}(?![\w])"
)
_TOKEN = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z0-9]{1,40}(?:[-_/][A-Za-z0-9]{1,40}){0,6}(?![A-Za-z0-9%％])", re.A
)
_MODEL = re.compile(r"(?=.{3})[A-Z]{1,5}-?\d{1,6}[A-Z]{0,3}")
_DISGUISED = re.compile(r"[A-Za-z]{1,12}\d[A-Za-z]{1,12}")  # R0SE, S4LE
_DATE = re.compile(r"\d{1,4}([-/])\d{1,2}\1\d{1,4}")
_WITH_UNIT = re.compile(
    r"\d{1,12}[A-Za-z]{1,4}(?:[-/]\d{1,4}[A-Za-z]{0,4})?|\d{1,6}(?:[xX]\d{1,6}){1,4}[a-z]{0,3}"
)
_BLANK = "\x00"


class Thing(Struct, frozen=True):
    """Something that must survive: `text` is what the original writes, offsets are characters."""

    kind: str
    start: int
    end: int
    text: str


def fixed(text: str) -> list[Thing]:
    """Them in order; no two overlap."""
    found: list[Thing] = []
    left = text
    for kind, pattern, good in _FIXED:
        mine = [
            Thing(kind, *match.span(_it(match)), match.group(_it(match)))
            for match in pattern.finditer(left)
            if good is None or good(match)
        ]
        left = without(left, mine)
        found.extend(mine)
    return sorted(found, key=lambda thing: thing.start)


def without(text: str, found: Iterable[Thing]) -> str:
    """The text with what was found blanked, so that nothing is found twice."""
    pieces, at = [], 0
    for thing in sorted(found, key=lambda thing: thing.start):
        pieces += [text[at : thing.start], _BLANK * (thing.end - thing.start)]
        at = thing.end
    return "".join([*pieces, text[at:]])


def _it(match: re.Match[str]) -> str | int:
    """What of a match is the thing itself."""
    return "it" if "it" in match.re.groupindex else 0


def _is_phone(match: re.Match[str]) -> bool:
    text = match.group()
    digits = re.sub(r"\D", "", text)
    if not 8 <= len(digits) <= 15 or _DATE.fullmatch(text) or text.count(".") > 3:
        return False
    if re.fullmatch(r"\d{1,3}(?:[. ]\d{3})+", text):
        return False  # 10.000.000
    return text[0] in "+(0" or digits[:2] in ("60", "62", "63", "65", "66", "84", "86")


def _is_tag(match: re.Match[str]) -> bool:
    return any(map(str.isalpha, match.group()))


def _is_code(match: re.Match[str]) -> bool:
    token = match.group()
    digits = sum(map(str.isdigit, token))
    letters = sum(map(str.isalpha, token))
    if not digits or (token.islower() and digits < 4) or _DATE.fullmatch(token):
        return False
    if not letters:
        before = match.string[max(0, match.start() - 6) : match.start()]
        return (
            digits >= 8
            and not amounts.is_money(before)
            and not re.match(r"[.,]\d", match.string[match.end() : match.end() + 2])
        )
    if _WITH_UNIT.fullmatch(token) or _DISGUISED.fullmatch(token):
        return False
    start = re.match(r"[A-Za-z]{1,12}", token)
    if start and amounts.stands_before_a_number(start.group()):
        return False
    if _MODEL.fullmatch(token):
        return True
    shout = start and len(start.group()) > 3
    return letters + digits >= 4 and digits >= (2 if shout else 1) and any(map(str.isupper, token))


_FIXED: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], bool] | None], ...] = (
    (LINK, ADDRESS, None),
    (MENTION, _MENTION, None),
    (MENTION, _CONTACT, None),
    (EMOJI, ONE, None),
    (TAG, _TAG, _is_tag),
    (PHONE, _PHONE, _is_phone),
    (CODE, _TOKEN, _is_code),
)
