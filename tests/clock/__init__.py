"""A year by the clock: what is told and what lapses, against a schedule worked out apart."""
