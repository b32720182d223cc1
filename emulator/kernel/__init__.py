"""What every vendor needs once: HTTP, time, storage, tokens, limits.  Knows no vendor."""
