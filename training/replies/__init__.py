"""How the reply model of `analyzer.replies` is trained: trees with known parents, flattened."""
