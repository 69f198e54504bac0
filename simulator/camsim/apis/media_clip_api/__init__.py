"""Media clip API: sound files that the speaker plays."""
