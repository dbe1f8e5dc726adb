"""Sentences for faults of `workstation.store` and `workstation.domain`."""

SENTENCES: dict[str, str] = {
    "instant.malformed": "“{text}” is no date and time. Write it as 2026-03-02T09:14:00+08:00.",
    "instant.naive": "“{text}” has no offset from UTC. Write it as 2026-03-02T09:14:00+08:00.",
    "store.exists": "There is a store in {path} already.",
    "store.missing": "There is no store in {path}. Start “workstation” once to make one.",
    "store.seal_damaged": "{path} cannot be read, so the store's key cannot be found. "
    "Restore that file from a backup.",
    "store.key_missing": "The key of the store in {path} is gone. Without it the store cannot be "
    "opened; restore a backup, or make a new store and pull your batches again.",
    "store.no_keyring": "This desktop has no key store. Choose a passphrase instead "
    "(--passphrase), or set up a keyring.",
    "store.no_passphrase": "The store is locked with a passphrase. Type it when asked, or give it "
    "in WORKSTATION_PASSPHRASE.",
    "store.wrong_key": "{path} does not open with this key. Check the passphrase, and that the "
    "file belongs to this store.",
    "store.foreign": "{path} is not a store of this program.",
    "store.read_only": "{path} cannot be written to. Give yourself the right to write there, or "
    "choose another folder with --home.",
    "store.disk_full": "The disk that holds {path} is full. Nothing was lost; free some room and "
    "try again.",
    "store.locked": "{path} is in use by another program. Close it and try again.",
    "store.damaged": "{path} is damaged. Restore the last backup; what was synced can be pulled "
    "again.",
    "store.newer": "{path} was written by a newer version of this program ({name}). Update the "
    "program.",
    "store.no_room": "There is no room in {path} to copy the store before it is brought up to "
    "date. Free some and start again.",
    "store.busy": "Another window has the store in {path} open and does not answer. Close it and "
    "try again.",
    "store.worker_closed": "The store has been closed ({name}).",
}
