"""The interview lab: simulated candidates, what stands in for their browsers, and the laws that hold for all of them."""
