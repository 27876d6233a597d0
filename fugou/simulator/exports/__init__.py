"""The files that the ten source systems drop: tables, formats, periods, and dirt.

Belongs here: how rows become files and what spoils them. Does not belong here: where the rows
come from.
"""
