"""Sentences for faults of `workstation.hub`."""

SENTENCES: dict[str, str] = {
    "hub.no_kinto": "The hub's own packages are not installed here ({module} is missing). Run: "
    "python -m pip install --no-deps --require-hashes -r installer/requirements/hub.txt",
    # Its folder.
    "hub.not_there": "{path} is not there, or cannot be read. Name the hub's folder with --at, or "
    "make one with “workstation hub init”.",
    "hub.there_already": "{path} is there already. Nothing was changed; name another folder, or "
    "use this one.",
    "hub.unwritable": "{path} cannot be written to ({reason}). Choose another folder.",
    "hub.config_open": "Others on this machine may read {path}, which holds a secret. Run: "
    "chmod 600 {path}",
    "hub.config_damaged": "{path} cannot be understood ({field}). Restore it from your backup.",
    "hub.config_newer": "{path} was made by a newer version of this program ({version}). Update "
    "the program.",
    # Its database.
    "hub.database_refused": "A hub keeps its records in PostgreSQL, not in “{scheme}”: anything "
    "else loses them. Give an address like postgresql://user@/hub?host=/run/postgresql",
    "hub.database_away": "The database does not answer ({reason}). Start PostgreSQL, check the "
    "address, and run this again; nothing was lost.",
    "hub.database_odd": "The database is not the hub's ({reason}). Run “workstation hub init”, or "
    "give the hub's user the right to its tables.",
    "hub.database_unsafe": "PostgreSQL runs with {setting} off, so a power cut would lose what "
    "was acknowledged. Set it to on and restart PostgreSQL.",
    "hub.database_other": "The database belongs to another hub ({place}). Make an empty one.",
    "hub.database_newer": "The database was made by a newer version of this program ({version}). "
    "Update the program.",
    "hub.keeper_memory": "Kinto runs on {found} instead of PostgreSQL.",
    # Serving.
    "hub.listen_odd": "{listen} is not an address to listen on. Give one like 127.0.0.1:8888.",
    "hub.listen_taken": "Cannot listen on {listen} ({reason}). Choose another port.",
    # People.
    "hub.person_odd": "“{name}” cannot be a person's or a vendor's name: letters, digits and . _ "
    "@ - only, at most 100, beginning with a letter or digit.",
    "hub.person_there": "{person} is known already. A role is not changed: revoke the person, and "
    "add another name.",
    "hub.vendor_missing": "{person} looks after a vendor's quality; say which with --vendor.",
    "hub.no_lead": "{person} is not a lead of this hub. Add the lead first.",
    "hub.no_person": "{person} is not known here, or was revoked. Run “workstation hub adduser” "
    "first.",
    "hub.nobody": "There is neither a person nor a device called {name}.",
}
