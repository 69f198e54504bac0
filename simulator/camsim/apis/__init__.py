"""One folder per API, named like its heading in the vendor documentation."""
