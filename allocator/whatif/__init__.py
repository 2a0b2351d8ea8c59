"""What if: questions answered from a known allocation."""
