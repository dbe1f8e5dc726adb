"""Sentences for faults of the command line and of the settings."""

SENTENCES: dict[str, str] = {
    "language.say_what": "Say what to translate: --lines FILE --from LANG, or --batch ID.",
    "language.unreadable_lines": "{path} cannot be read as UTF-8 lines. Check the path and the "
    "encoding.",
    "policy.no_clause": "There is no clause {clause} in “{pack}”. List them with “workstation "
    "policy search WORDS”.",
    "policy.no_pack": "{path} holds no policy pack: pack.json is missing.",
    "demo.stuck": "The demo waited for {waiting_for} in vain. Please report this with the logs in "
    "the store's folder.",
    "settings.unknown": "There is no setting called {name}.",
    "settings.unfit": "“{value}” does not fit the setting {name}.",
}
