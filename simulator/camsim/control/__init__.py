"""The tester's hand, on a port of its own."""
