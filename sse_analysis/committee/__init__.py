"""The committee's room: what was known at a meeting, and what has changed since."""
