"""Sentences for faults of places that are reached over a network, and for addresses."""

SENTENCES: dict[str, str] = {
    # Addresses.
    "sync.address_odd": "“{address}” is not an address to sync with. Give a folder's path, a hub "
    "like https://hub.example.org, or a bucket like s3://bucket/prefix.",
    "sync.address_scheme": "“{address}” begins with {scheme}:, which is not spoken here. Give a "
    "folder's path (a network drive is mounted first), a hub's https:// or a bucket's s3://.",
    "sync.address_plain": "{address} would send this device's secret in clear text to {host}. "
    "Give an address that begins with https://; plain http is for this machine alone.",
    "sync.address_secret": "Leave names and secrets out of the address of {address}: they would "
    "end up in files and on the screen. Join with a code instead.",
    # Who we are there.
    "sync.hub_no_access": "This device is not known at {address}. Ask for an invitation "
    "(“workstation join LINE”, Ctrl+Shift+J), or for a code of the hub (“workstation sync --to "
    "{address} --code CODE”; Ctrl+Shift+S, then 5).",
    "sync.code_for_hub": "A code is for a hub, like https://hub.example.org. {address} is none: "
    "leave --code out, or name the hub with --to.",
    "sync.hub_secret": "{address} does not let this device in: it was revoked, or its secret was "
    "changed there. Nothing was lost here. Ask your lead for a new code, and come in with it "
    "(“workstation sync --code CODE”; Ctrl+Shift+S, then 5).",
    "sync.hub_code": "{address} does not accept the code. It holds once, for a day, and for one "
    "device: ask your lead for a new one.",
    # The hub as a whole.
    "sync.hub_away": "{address} cannot be reached ({reason}). Check the network; nothing was "
    "lost, and the next sync goes on where this one stopped.",
    "sync.hub_busy": "{address} is busy and asks to come again in about {minutes} min. Nothing "
    "was lost.",
    "sync.hub_stranger": "Not the hub but something else answers at {address} (HTTP {status}), "
    "such as a log-in page of the network or a proxy. Open the network's log-in page, or check "
    "the address.",
    "sync.hub_redirect": "{address} sends us on to {to}, where the secret is not sent. If that is "
    "the hub's new address, join there.",
    "sync.hub_certificate": "The certificate of {address} is not trusted ({reason}). If the hub "
    "has a certificate of its own, ask its administrator for the file, check it with them, and "
    "name it with --ca.",
    "sync.hub_tls": "{address} does not speak TLS as it should. Check the address and its port.",
    "sync.hub_ca": "The certificate to trust cannot be read. Name a file in PEM form, which "
    "begins with -----BEGIN CERTIFICATE-----.",
    # One thing.
    "sync.not_yours": "The place does not let this device do that with {file}: it is for others, "
    "or your role does not write it. Everything else went on.",
    "sync.erased": "{file} was taken away at the place, for good: words that were erased, or a "
    "batch that was retracted.",
    "sync.refused": "The place refuses {file} ({reason}). It stays here; everything else went on. "
    "Update the program, or tell the hub's administrator.",
    "sync.answer_odd": "What the place answers about {file} makes no sense. It was not taken in; "
    "everything else went on.",
    # Object stores.
    "sync.bucket_missing": "The part that speaks S3 is not installed here. Run: python -m pip "
    "install --no-deps --require-hashes -r installer/requirements/hub.txt",
    "sync.bucket_refused": "{address} does not let us in ({reason}). Check the key, its secret, "
    "the bucket and the region.",
    "sync.bucket_unsafe": "{address} cannot put a thing only where there is none yet "
    "(If-None-Match), so streams would be lost there. Choose another store, a hub or a folder.",
}
