"""Fine-tunes the encoder on annotated articles and writes the files that the extraction reads. Needs PyTorch, and is
never imported by the service."""
