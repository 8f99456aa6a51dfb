"""Persons, households, residences, consents and aid: who lives here, and who may know what about them."""
