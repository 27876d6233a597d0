-- One row per staged row of every enabled source that delivers members.
-- A table, as the command line reads it whatever engine it was built by.

with

united as ({{ united('members') }}
)

select * from united
