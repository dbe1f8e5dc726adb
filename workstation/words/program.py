"""Sentences for faults of the command line and of the settings."""

SENTENCES: dict[str, str] = {
    "language.say_what": "Say what to translate: --lines FILE --from LANG (or auto), or --batch "
    "ID.",
    "language.unreadable_lines": "{path} cannot be read. Check the path.",
    "language.line_encoding": "Line {line} is not UTF-8 and was left out. Save the file as UTF-8.",
    "language.line_too_long": "Line {line} is longer than {most} bytes and was left out.",
    "language.line_unknown": "The language of line {line} could not be told. Name it with --from.",
    "language.no_packages_folder": "There is no folder {folder}. Name the one that holds the "
    "translation packages.",
    "language.no_pair": "No installed package leads from {source} to {target}. There are: {pairs}. "
    "Install one with: workstation models install PATH",
    "language.no_batch": "There is no batch {batch}. “workstation batches” lists them.",
    "policy.no_version": "Clause {clause} has no version {version}; it has {versions}.",
    "policy.no_clause": "There is no clause {clause} in “{pack}”. List them with “workstation "
    "policy search WORDS”.",
    "policy.no_market": "“{market}” is no market. Write two capital letters, such as MY.",
    "policy.no_pack": "{path} holds no policy pack: pack.json is missing.",
    "window.no_display": "There is no display to open a window on. Set DISPLAY, or use the "
    "commands (workstation --help); “workstation demo” works without one.",
    "demo.stuck": "The demo waited for {waiting_for} in vain. Please report this with the logs in "
    "the store's folder.",
    "settings.unknown": "There is no setting called {name}.",
    "settings.unfit": "“{value}” does not fit the setting {name}.",
}
