"""The operations of ServiceChannel, one module a topic."""
