"""Donor returns: what agreements pay for, in XML of the International Aid Transparency Initiative (IATI)."""

from allocator.export.iati.returns import write_iati

__all__ = ["write_iati"]
