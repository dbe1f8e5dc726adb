"""langdetect with our own set of profiles, restricted and seeded; part of the language process."""

from __future__ import annotations

from typing import Any

from workstation.language.resources import PROFILES

# Unseeded, langdetect answers differently from run to run.
_SEED = 20260101
_NAMES = {"zh-Hans": "zh-cn", "zh-Hant": "zh-tw", "pt-BR": "pt"}
_LONGEST = 2000


class Guesser:
    """Knows languages by their letters; loads its profiles at the first text."""

    def __init__(self) -> None:
        self._factory: Any = None

    def __call__(self, text: str, languages: list[str]) -> list[tuple[str, float]]:
        """Languages and probabilities, the likeliest first, among those asked for."""
        from langdetect.lang_detect_exception import LangDetectException

        factory = self._load()
        names = {_NAMES.get(language, language): language for language in languages}
        known = {name for name in factory.get_lang_list() if name in names}
        if not known:
            return []
        detector = factory.create()
        detector.set_prior_map(dict.fromkeys(known, 1.0))
        detector.append(_small(text[:_LONGEST]))
        try:
            detector.get_probabilities()
        except LangDetectException:  # nothing in it that any profile knows
            return []
        found = zip(factory.get_lang_list(), detector.langprob, strict=True)
        likely = [(names[name], prob) for name, prob in found if prob > 0.0]
        return sorted(likely, key=lambda one: -one[1])

    def _load(self) -> Any:
        if self._factory is None:
            from langdetect.detector_factory import DetectorFactory

            DetectorFactory.seed = _SEED
            factory = DetectorFactory()
            # All of them in one directory and one call: a second call has another list length.
            factory.load_profile(str(PROFILES))
            self._factory = factory
        return self._factory


def _small(text: str) -> str:
    """A shouted text in small letters; langdetect passes over words in capitals."""
    return text.lower() if 2 * sum(map(str.isupper, text)) > sum(map(str.isalpha, text)) else text
