"""Pictures are decoded here, in a process of its own with limits: bytes in, pixels out."""
