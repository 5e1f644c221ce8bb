"""From a trained net to the files that the extraction reads."""
