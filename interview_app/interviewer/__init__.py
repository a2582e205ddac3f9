"""The words to and from a language model."""
