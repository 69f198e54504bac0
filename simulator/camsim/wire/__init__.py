"""How things are spelled: pure functions and sans-IO objects."""
