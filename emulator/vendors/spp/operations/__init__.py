"""The vendor's operations, a module a resource."""
