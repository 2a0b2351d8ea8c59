"""Administrations asked for their people, everybody's calendar written, and the result in which that is so."""

from allocator.export.proposing.proposals import Proposals, propose, write_calendars

__all__ = ["Proposals", "propose", "write_calendars"]
