"""What is made of market data: order books. Pure."""
