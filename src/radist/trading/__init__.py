"""Trading with paper money: amounts, the ledger, tokens on a curve, orders against live books."""
