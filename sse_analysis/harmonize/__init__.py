"""From a country's own vocabulary to the shared one, and from answers to concepts."""
