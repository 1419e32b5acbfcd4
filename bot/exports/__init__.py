"""What leaves the house: one file for each kind of facts, and the file they are written to."""
