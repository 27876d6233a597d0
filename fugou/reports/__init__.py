"""Reports of the published numbers: from a day to a year, in Chinese and English.

Belongs here: nothing but this table of contents. `outline.yml` says what a report holds, `reading`
reads it, `sentences`, `parts` and `blocks` word it, `composing` puts it together as a `document`,
and `page`, `word` and `pdf` draw that document. Does not belong here: how a number is calculated
(the marts).
"""
