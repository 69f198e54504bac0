"""What the device does about events: rules, their conditions, and the kinds of actions."""
