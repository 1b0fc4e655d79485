"""Scores of samples: pure functions, and Keras metrics on top of them."""
