"""Which word became which."""
