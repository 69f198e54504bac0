"""Audio device control: gains, mutes and types of inputs and outputs."""
