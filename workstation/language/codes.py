"""BCP-47 language tags and the codes that Argos packages use, mapped at this one edge."""

from __future__ import annotations

from workstation.fault import WorldFault

# The first is what public packages use; the others serve where the first is missing.
_ARGOS: dict[str, tuple[str, ...]] = {
    "zh-Hans": ("zh",),
    "zh-Hant": ("zt", "zht", "zh"),
    "pt-BR": ("pb", "pt"),
    "pt": ("pt", "pb"),
    "nb": ("nb", "no"),
    "no": ("nb", "no"),
}
_TAGS = {"zh": "zh-Hans", "zt": "zh-Hant", "zht": "zh-Hant", "pb": "pt-BR"}
_SAME = {"fil": "tl", "iw": "he", "in": "id", "cmn": "zh-Hans", "msa": "ms", "zsm": "ms"}
_TRADITIONAL_REGIONS = {"TW", "HK", "MO"}


def clean_tag(tag: str) -> str:
    """A tag the way we spell it: `zh_TW` is `zh-Hant`, `fil` is `tl`, `ms-MY` is `ms`."""
    pieces = tag.replace("_", "-").split("-")
    language = pieces[0].lower()
    rest = [piece for piece in pieces[1:] if piece]
    if language in {"zh", "yue"}:
        return _chinese(rest)
    if language == "pt" and any(piece.upper() == "BR" for piece in rest):
        return "pt-BR"
    return _SAME.get(language, language)


def same_language(one: str, other: str) -> bool:
    """Whether a reader of one needs no translation of the other (`en`, `en-GB`)."""
    one, other = clean_tag(one), clean_tag(other)
    return one == other or {one, other} == {"pt", "pt-BR"}


def argos_codes(tag: str) -> tuple[str, ...]:
    """Argos codes that can stand for a tag, the best first."""
    clean = clean_tag(tag)
    return _ARGOS.get(clean, (clean,))


def tag_of(argos_code: str) -> str:
    """The tag of an Argos code."""
    return _TAGS.get(argos_code.lower()) or clean_tag(argos_code)


def pair_of(text: str) -> tuple[str, str]:
    """A pair as somebody writes it: `th→en`, `th_en`, `th:en`, `th-en`.

    Raises WorldFault `language.pair_unclear`.
    """
    for sign in ("→", "->", ">", ":", "_", "-"):
        pieces = [piece.strip() for piece in text.split(sign)]
        if len(pieces) == 2 and all(piece[:1].isalpha() for piece in pieces):
            return clean_tag(pieces[0]), clean_tag(pieces[1])
    raise WorldFault("language.pair_unclear", given=text[:80])


def _chinese(rest: list[str]) -> str:
    scripts = {piece.title() for piece in rest} & {"Hans", "Hant"}
    if scripts:
        return f"zh-{scripts.pop()}"
    if any(piece.upper() in _TRADITIONAL_REGIONS for piece in rest):
        return "zh-Hant"
    return "zh-Hans"
