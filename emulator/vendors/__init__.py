"""One folder a vendor; no vendor imports another."""
