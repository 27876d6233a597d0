"""Dagster: what runs when, and what it waits for. Everything that does work is in `fugou`."""
