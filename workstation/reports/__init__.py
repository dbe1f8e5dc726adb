"""What leaves the workstation to be read elsewhere."""
