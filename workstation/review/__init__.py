"""What people do with cases, without a window."""
