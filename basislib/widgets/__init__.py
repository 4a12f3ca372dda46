"""The only code that builds ipywidgets: explorers, predictions, exercises and the page around them."""
