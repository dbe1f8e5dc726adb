"""A batch comes in: one reader a format, checks, quarantine, hidden chunks until it is whole."""
