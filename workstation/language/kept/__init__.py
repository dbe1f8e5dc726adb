"""What must survive a translation: kept away from the model, and looked for afterwards."""
