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
    "language.package_same_language": (
        "{name} is no translation package: it says that it translates {language} into {language}."
    ),
    "language.package_incomplete": "The package {name} lacks {file}. Get a whole copy of it.",
    "language.package_unsafe": (
        "{path} was refused: its entry “{entry}” would be written outside the package or twice, "
        "or has a name that this disk does not take."
    ),
    "language.package_too_big": (
        "{path} was refused: it unpacks to more than is allowed ({limit})."
    ),
    "language.package_present": (
        "Another {name} {version} is already installed. To put this one in its place, first: "
        "workstation models remove {name} {version}"
    ),
    "language.package_changed": (
        "{name} is damaged: {file} is not what was installed. It is left out. Install the package "
        "again, or remove it."
    ),
    "language.package_unreadable": (
        "{name} cannot be read ({reason}). Look at who may read its folder, or install it again."
    ),
    "language.package_too_slow": (
        "{name} was refused: it had not translated a trial sentence after {seconds} seconds."
    ),
    "language.package_digest": (
        "{path} was refused: it is not the file that was meant. Its SHA-256 is {found}, and "
        "{wanted} was expected. Copy or download it again."
    ),
    "language.no_digest": "“{given}” is no SHA-256: that has 64 digits from 0 to 9 and a to f.",
    "language.digest_of_folder": (
        "A SHA-256 is given for one package file, and {path} is none. Leave it out, or name the "
        "file."
    ),
    "language.remote": (
        "This program fetches nothing itself. Download the package where there is a network, and "
        "install the file."
    ),
    "language.nothing_there": (
        "{path} holds no translation package: no .argosmodel file, no unpacked package, and no "
        "entry of an index that was asked for."
    ),
    "language.index_not_found": "There is no index at {path}.",
    "language.index_damaged": "{path} is no index of packages: a JSON list, as Argos' index.json.",
    "language.index_too_big": "{path} is no index of packages: it is longer than {limit} MB.",
    "language.index_too_long": "{path} holds more than {limit} packages. Take some out.",
    "language.index_remote": (
        "{name} {version} is only named with an address, and this program fetches nothing itself. "
        "Download the file where there is a network, and put it beside the index."
    ),
    "language.index_link": (
        "{name} {version} was refused: its entry in the index leads to no file on this machine."
    ),
    "language.index_differs": (
        "{path} was refused: it is {found}, which is not what the index says of it."
    ),
    "language.index_busy": (
        "The list {path} was changed by somebody else each time. Try again in a moment."
    ),
    "language.unreadable": "{path} cannot be read ({reason}).",
    "language.no_team_folder": (
        "No folder is set that a team shares. Set it with: workstation settings sync_to DIR"
    ),
    "language.team_hub": "Packages of a team that meets at {address} come with “workstation pull”, "
    "and go there with “workstation publish --package NAME”.",
    "language.team_folder_gone": (
        "The folder {path} is not there. Plug in the stick, or connect the drive."
    ),
    "language.not_offered": (
        "Nobody has put a {source}→{target} package in {path}. Whoever has one offers it with: "
        "workstation models offer NAME"
    ),
    "language.offer_differs": (
        "The team has another {name} {version} already. Give yours a version of its own in "
        "metadata.json, install it, and offer that."
    ),
    "language.pair_unclear": "“{given}” names no pair of languages. Write it like th→en or th_en.",
    "language.stopped": "Stopped. What was finished is kept.",
    "language.version_unknown": (
        "{name} is not installed as version {version}. Installed: {held}."
    ),
    "language.package_does_not_load": (
        "{name} was refused: its model does not load or does not translate a trial sentence."
    ),
    "language.not_measured": (
        "The package could not translate the sentences from {source} into {target}. Try it with "
        "“workstation translate” first."
    ),
    "language.calibration_line": (
        "Line {line} of {path} is not a sentence, one TAB and its human rendering."
    ),
    "language.calibration_too_long": "{path} is too long. {lines} lines are the most.",
    "language.too_few_sentences": (
        "{found} sentences with words are too few to measure a package. Give {wanted} or more."
    ),
    "language.package_unknown": (
        "No package is called {name}. “workstation models” lists what is installed."
    ),
    "language.packages_gone": (
        "The packages folder {folder} is gone. Put it back, or install the packages again: "
        "workstation models install PATH"
    ),
    "language.packages_full": (
        "The disk of {folder} is full. Free some room and try again; nothing was changed."
    ),
    "language.packages_folder": "The packages folder {folder} could not be used: {reason}.",
}
