"""The store as what translating ahead remembers with; blocks on the store's threads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from workstation.domain.language import Detection, Translation
from workstation.store import translations
from workstation.store.store import Store


class StoreMemory(Struct, frozen=True):
    """What `language.ahead.memory.Memory` asks for."""

    store: Store

    def language_of(self, case_id: str) -> Mapping[str, Detection]:
        """The languages of a case's parts."""
        return self.store.read(translations.languages_of, case_id).result()

    def keep_languages(self, by_case: Mapping[str, Mapping[str, Detection]]) -> None:
        """Remember the languages of some cases."""
        self.store.write(translations.keep_languages_of, by_case).result()

    def find(self, digests: Sequence[str], source: str, target: str) -> dict[str, Translation]:
        """Translations that are known."""
        return self.store.read(translations.find, list(digests), source, target).result()

    def makers(
        self, digests: Sequence[str], source: str, target: str
    ) -> dict[str, tuple[str, str, str]]:
        """Who made the translations that are known."""
        return self.store.read(translations.makers, list(digests), source, target).result()

    def keep(self, made: Sequence[Translation]) -> None:
        """Remember translations."""
        self.store.write(translations.keep, made).result()
