"""From labelled comments to a model bundle: corpora, examples, fit, calibrate, measure, export."""
