"""What a person may demand: see, correct, export, leave, erase, ask."""
