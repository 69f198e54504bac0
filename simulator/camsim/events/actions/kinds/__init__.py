"""The kinds of actions, by what they act on."""
