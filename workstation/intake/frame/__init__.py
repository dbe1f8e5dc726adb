"""A frame comes in: production decisions without content, from a table, JSON lines or a batch."""
