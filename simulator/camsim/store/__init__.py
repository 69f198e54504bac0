"""What outlives the process: the state of a device in a folder, and what is written when."""
