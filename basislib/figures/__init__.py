"""One module per chart: `frame` draws what stays, `draw` what moves, on a plain matplotlib Figure."""
