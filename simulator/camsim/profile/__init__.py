"""What a device has: models, OS versions, parameters, quirks."""
