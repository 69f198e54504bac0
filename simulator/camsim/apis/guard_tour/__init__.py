"""Guard tour API."""
