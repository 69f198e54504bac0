"""Device configuration: the list of REST APIs."""
