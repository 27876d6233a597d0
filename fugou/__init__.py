"""Fugou: land, ingest, build, audit and publish a retention and repurchase warehouse."""
