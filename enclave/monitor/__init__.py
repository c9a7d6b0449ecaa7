"""What models see and say: intake of their predictions, drift with a stated false-alarm rate, retraining triggers."""
