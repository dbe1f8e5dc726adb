"""A batch's end: what is still open, final, released to its vendor, locked; and what is told."""
