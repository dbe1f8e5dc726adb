"""What docs/screenshots.py is made of: homes to photograph, a camera, scenes, a contact sheet."""
