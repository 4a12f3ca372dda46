"""The parties of the models, one name each: the key in code, the column in tables.

What readers call them depends on the picture (a futures buyer is a seller when the trade is the other way round), so
the words stand with the picture or the page, by these keys; the colours stand in `basislib.figures.style.PARTIES`.
"""

FUND, LENDER, CLEARING_HOUSE, DEALER = "fund", "lender", "clearing house", "dealer"
REAL_MONEY, FOREIGN_OFFICIAL, FED, BANK = "real money", "foreign official", "Fed", "bank"
CLEARING_BROKER = "clearing broker"  # the futures commission merchant (FCM); in the market of all parties a dealer

OF_A_TRADE = (FUND, LENDER, CLEARING_HOUSE, REAL_MONEY, DEALER, BANK)  # the dealer is the cash market
OF_A_MARKET = (FUND, LENDER, CLEARING_HOUSE, DEALER, REAL_MONEY, FOREIGN_OFFICIAL, FED)
