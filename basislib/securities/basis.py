"""The basis in real quotes, in one place: what stands in the modules named here, by their public names.

====================================  ===================================================================
`basislib.securities.holding`         a note on repo until delivery: coupons, carry, forward price
`basislib.securities.implied`         gross and net basis, implied repo, the future's break-even price
`basislib.securities.baskets`         a basket made ready, on one or several delivery days; yield shifts
`basislib.securities.ranking`         the cheapest note and day, the future they bound, tables
`basislib.securities.switches`        shifts at which another note becomes the cheapest
`basislib.securities.hedges`          what it takes to hedge a note with the future
`basislib.securities.short_options`   what the short may choose, and what each choice is worth
====================================  ===================================================================

Prices, bases and carry are points per 100 face of notes; rates, yields and coupons per cent a year; repo and implied
repo simple interest on ACT/360; yield shifts basis points.
"""

from basislib.securities.baskets import (
    ASSUMPTIONS,
    Basket,
    level_basket,
    prepare_basket,
    shifted_basket,
    shifted_prices,
)
from basislib.securities.holding import Span, carry, checked, forward_price, span
from basislib.securities.implied import break_even_futures_price, gross_basis, implied_repo_rate, net_basis
from basislib.securities.ranking import (
    carry_table,
    cheapest_delivery,
    cheapest_to_deliver,
    converted_prices,
    model_futures_price,
    prices_by_day,
    rank_deliverables,
)
from basislib.securities.switches import switch_points

__all__ = [
    "ASSUMPTIONS",
    "Basket",
    "Span",
    "break_even_futures_price",
    "carry",
    "carry_table",
    "cheapest_delivery",
    "cheapest_to_deliver",
    "checked",
    "converted_prices",
    "forward_price",
    "gross_basis",
    "implied_repo_rate",
    "level_basket",
    "model_futures_price",
    "net_basis",
    "prepare_basket",
    "prices_by_day",
    "rank_deliverables",
    "shifted_basket",
    "shifted_prices",
    "span",
    "switch_points",
]
