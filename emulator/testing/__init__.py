"""What stands behind `emulator.client` and `emulator.pytest_plugin`; import those two."""
