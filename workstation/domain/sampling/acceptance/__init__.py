"""Accepting or refusing a vendor's lot by a sample of it."""
