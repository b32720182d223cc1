"""One function an operation; the same topics as the contracts."""
