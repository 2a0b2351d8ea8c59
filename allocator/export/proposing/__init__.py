"""Administrations asked for their people, and everybody's calendar."""

from allocator.export.proposing.proposals import Proposals, propose, write_calendars

__all__ = ["Proposals", "propose", "write_calendars"]
