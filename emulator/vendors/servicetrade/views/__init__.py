"""Records as they are answered, by the topics of the contract."""
