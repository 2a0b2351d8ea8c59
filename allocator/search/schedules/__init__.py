"""List scheduling: requests in an order, each at the first start at which a whole team is free."""
