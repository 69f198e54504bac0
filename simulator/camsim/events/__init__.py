"""Who hears about it: the broker and its consumers."""
