"""Stream profiles: named sets of stream arguments."""
