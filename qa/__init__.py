"""A question-answering assistant for a person's own documents."""
