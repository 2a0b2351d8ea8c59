"""Donor returns: what agreements pay for, in XML of the International Aid Transparency Initiative (IATI)."""

from allocator.export.iati.returns import is_iati, write_iati

__all__ = ["is_iati", "write_iati"]
