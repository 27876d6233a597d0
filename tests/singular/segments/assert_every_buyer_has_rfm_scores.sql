with

buyers as (
    select * from {{ ref('dim_users') }}
    where purchase_day_count > 0
),

scored as (
    select * from {{ ref('rfm_scores') }}
)

select
    buyers.user_id as buyer,
    scored.user_id as scored_user
from buyers
full outer join scored on buyers.user_id = scored.user_id
where buyers.user_id is null or scored.user_id is null
