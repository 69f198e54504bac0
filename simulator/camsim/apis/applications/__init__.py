"""Applications: the list of installed ones."""
