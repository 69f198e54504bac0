"""What an API is: its declaration and everything derived from it."""
