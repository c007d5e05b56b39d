"""How the span reader that ships inside `qa/` is made: data, examples, model, loop and averaging of weights."""
