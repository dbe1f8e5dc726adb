"""The translation packages: which there are, how they come, how far they can be trusted."""
