"""The first allocation."""
