"""How far a translation can be trusted, in words: its marks, what it lost, its confidence, and the
packages that made it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication

from workstation.domain.language import Translation
from workstation.language.ahead.known import Known
from workstation.language.packages.models import Package
from workstation.ui.plain import isolate, shortened, visible

_LONGEST = 40
_STARTER = re.compile(r"starter quality\b", re.IGNORECASE)
NOTHING_KNOWN = Known()
UNSURE = "doubtful"
"""The mark of a confidence below the package's threshold."""


def reasons(made: Translation, known: Known = NOTHING_KNOWN) -> list[str]:
    """Why a translation is doubtful, a reason a mark."""
    return [mark_words(mark, known.words.get((made.digest, mark), ())) for mark in made.marks]


def mark_words(mark: str, words: Sequence[str] = ()) -> str:
    """The reason that a mark stands for; `words` are those that it means."""
    translate = QCoreApplication.translate
    meant = ", ".join(isolate(shortened(word, _LONGEST)) for word in words)
    with_words = {
        "invented": translate("SentenceGrid", "a word that is no English: {words}"),
        "untranslated": translate("SentenceGrid", "a word was left untranslated: {words}"),
        "slang": translate("SentenceGrid", "slang was passed over or taken by the letter: {words}"),
    }
    if meant and mark in with_words:
        return with_words[mark].format(words=meant)
    if meant and mark == "wrong_script":
        told = translate("SentenceGrid", "written in {script} letters still")
        return told.format(script=", ".join(map(_script, words)))
    plain = {
        "numbers_lost": translate("SentenceGrid", "a number is missing"),
        "things_lost": translate("SentenceGrid", "a name, link or code is missing"),
        "copied": translate("SentenceGrid", "words were copied, not translated"),
        "looping": translate("SentenceGrid", "it repeats itself"),
        "empty": translate("SentenceGrid", "nothing came out"),
        "unreadable": translate("SentenceGrid", "some letters could not be spelled"),
        "wrong_script": translate("SentenceGrid", "written in letters of another script still"),
        "long": translate("SentenceGrid", "much longer than the original"),
        "short": translate("SentenceGrid", "much shorter than the original"),
        "invented": translate("SentenceGrid", "a word that is no English"),
        "untranslated": translate("SentenceGrid", "a word was left untranslated"),
        "slang": translate("SentenceGrid", "slang was passed over or taken by the letter"),
        UNSURE: translate("SentenceGrid", "the model itself was unsure"),
    }
    return plain.get(mark, visible(mark))


def _script(name: str) -> str:
    translate = QCoreApplication.translate
    told = {
        "Han": translate("SentenceGrid", "Chinese"),
        "Hangul": translate("SentenceGrid", "Korean"),
        "Kana": translate("SentenceGrid", "Japanese"),
        "Myanmar": translate("SentenceGrid", "Burmese"),
    }
    return told.get(name, name)


def lost_words(lost: Sequence[str]) -> str:
    """What of the original is not in the translation; empty for nothing."""
    if not lost:
        return ""
    things = ", ".join(isolate(shortened(one, _LONGEST)) for one in lost)
    return QCoreApplication.translate("SentenceGrid", "not in the translation: {things}").format(
        things=things
    )


def confidence_words(made: Translation, known: Known = NOTHING_KNOWN) -> str:
    """How likely it can be relied on, and on how much that was measured."""
    translate = QCoreApplication.translate
    if made.confidence is None:
        return translate("SentenceGrid", "reliability not measured for this package")
    # Nobody measures a certainty.
    chance = min(99, max(1, round(made.confidence / 10)))
    words = translate("SentenceGrid", "can be relied on: {n} in 100").format(n=chance)
    measured = known.measured.get((made.package, made.version))
    if measured:
        on = translate("SentenceGrid", "measured on {n} sentences").format(n=measured.sentences)
        if measured.languages > 1:
            of = translate("SentenceGrid", "measured on {n} sentences of {of} languages")
            on = of.format(n=measured.sentences, of=measured.languages)
        words = f"{words} · {on}"
    return words


def package_words(package: str, version: str) -> str:
    """`ms_en 0.1`; of a chain `th_en 0.1 → en_ms 1.0`."""
    names, versions = package.split("+"), version.split("+")
    versions += [""] * (len(names) - len(versions))
    told = [
        visible(f"{name.removeprefix('translate-')} {one}".strip())
        for name, one in zip(names, versions, strict=False)
    ]
    return " → ".join(told)


def packages_line(made: Iterable[Translation], packages: Sequence[Package]) -> str:
    """What translated a case, and how good that is, in a line."""
    told: dict[str, list[str]] = {}
    for package, version in dict.fromkeys((one.package, one.version) for one in made):
        told.setdefault(_quality(package, version, packages), []).append(
            package_words(package, version)
        )
    return "   ".join(" · ".join([", ".join(names), words]) for words, names in told.items())


def packages_in_full(made: Iterable[Translation], packages: Sequence[Package]) -> list[str]:
    """The same, a package to a line, with all that is known of its quality."""
    legs = dict.fromkeys(
        leg
        for one in made
        for leg in zip(one.package.split("+"), one.version.split("+"), strict=False)
    )
    return [f"{package_words(*leg)}: {_note(leg, packages)}" for leg in legs if leg[0]]


def _quality(package: str, version: str, packages: Sequence[Package]) -> str:
    """In a few words; of a chain what is said of each."""
    said = []
    for leg in zip(package.split("+"), version.split("+"), strict=False):
        held = _held(leg, packages)
        words = [visible(held.quality)] if held and held.quality else []
        if held and _STARTER.match(held.note):
            words.append(
                QCoreApplication.translate("SentenceGrid", "starter quality: never for a verdict")
            )
        said.append(" · ".join(words) or _not_measured(held))
    return " → ".join(dict.fromkeys(said))


def _note(leg: tuple[str, str], packages: Sequence[Package]) -> str:
    held = _held(leg, packages)
    return visible(held.note) if held and held.note else _not_measured(held)


def _held(leg: tuple[str, str], packages: Sequence[Package]) -> Package | None:
    return next((one for one in packages if (one.name, one.version) == leg), None)


def _not_measured(held: Package | None) -> str:
    if held is None:  # its translations outlive it
        return QCoreApplication.translate("SentenceGrid", "package no longer in use")
    return QCoreApplication.translate("SentenceGrid", "quality not measured")
