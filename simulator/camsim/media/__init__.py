"""What the camera sees: scene, eye, paint, encoders, streams."""
