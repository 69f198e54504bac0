"""Analytics: what moves through the picture meets the rules of the applications, computed from courses without looking at pictures."""
