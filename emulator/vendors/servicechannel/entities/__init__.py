"""What OData shows of each kind of record."""
