"""Pages of administrators about other systems: keys, subscriptions with deliveries, cities."""
