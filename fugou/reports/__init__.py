"""Reports of the published numbers: daily, weekly, monthly, quarterly and annual, in two languages.

Belongs here: nothing but this line of the table of contents. `outline.yml` says what a report holds,
`reading` reads it, `sentences` and `blocks` word it, `composing` puts it together as a `document`,
and `page`, `word` and `pdf` draw that document. Does not belong here: how a number is calculated
(the marts).
"""
