"""Network shares."""
