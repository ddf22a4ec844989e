"""Labels: what each means and where its probability becomes a flag. No model code."""
