"""What the device feels of its surroundings; a tester moves the levers."""
