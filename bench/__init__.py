"""Benchmarks: what a page costs beside the barest Flask page that shows as much."""
