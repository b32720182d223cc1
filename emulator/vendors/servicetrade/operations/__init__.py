"""One function an operation, by the topics of the contract."""
