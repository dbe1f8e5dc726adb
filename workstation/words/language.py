"""Sentences for faults of `workstation.language`."""

SENTENCES: dict[str, str] = {
    "language.no_package": (
        "No {source}→{target} package is installed. "
        "Install one with: workstation models install PATH"
    ),
    "language.engine_died": (
        "The translation process ended twice on the same text. The original can still be read; "
        "{log} says where it stopped."
    ),
    "language.engine_not_started": (
        "The translation process could not be started ({reason}). Close other programs or "
        "restart the workstation."
    ),
    "language.engine_failed": (
        "The translation process could not answer ({kind}). Run “workstation doctor” to check "
        "the installed packages."
    ),
    "language.engine_bug": "The answer of the translation process was not understood ({kind}).",
    "language.ahead_bug": "Translating ahead stopped for a case ({kind}).",
    "language.hints_uneven": "{hints} language hints came with {texts} texts.",
    "language.package_not_found": "There is no file or folder at {path}.",
    "language.package_damaged": ("{path} is not a whole package file. Copy or download it again."),
    "language.package_metadata": (
        "{name} is not a translation package: its metadata.json is missing or does not name "
        "languages and version."
    ),
    "language.package_incomplete": "The package {name} lacks {file}. Get a whole copy of it.",
    "language.package_unsafe": (
        "{path} was refused: its entry “{entry}” would be written outside the package or twice."
    ),
    "language.package_too_big": (
        "{path} was refused: it unpacks to more than is allowed ({limit})."
    ),
    "language.package_present": (
        "{name} {version} is already installed. To put it in again, first: "
        "workstation models remove {name}"
    ),
    "language.package_does_not_load": (
        "{name} was refused: its model does not load or does not translate a trial sentence."
    ),
    "language.package_unknown": (
        "No package is called {name}. “workstation models” lists what is installed."
    ),
    "language.packages_folder": "The packages folder {folder} could not be used: {reason}.",
}
