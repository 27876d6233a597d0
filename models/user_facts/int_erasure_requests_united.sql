-- One row per staged row of every enabled source that delivers requests of erasure.
-- A table, as the command line reads it whatever engine it was built by.

with

united as ({{ united('erasure_requests') }}
)

select * from united
