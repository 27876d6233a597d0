-- One row per staged row of every enabled source that delivers identities.
-- A table, as the command line reads it whatever engine it was built by.

with

united as ({{ united('identities') }}
)

select * from united
