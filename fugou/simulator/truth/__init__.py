"""What is true about a simulated brand, from the simulator's own state: never through SQL.

Belongs here: metrics, persons, lapses, lifts, calibration. Does not belong here: rows of dirt
(the landing counts them), what people do.
"""
