"""Generators of made-up inputs for the benchmarks; each is also a command."""
