"""`make bench`: the portal against the budgets of docs/performance.md, in its own processes."""
