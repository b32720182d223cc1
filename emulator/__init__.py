"""The field-service APIs that integrators cannot test against, on localhost."""

__version__ = "0.1.0"
