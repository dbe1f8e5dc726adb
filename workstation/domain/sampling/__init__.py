"""Samples: designs, draws that can be repeated anywhere, precision and power, acceptance plans."""
