"""Records as the vendor shows them."""
