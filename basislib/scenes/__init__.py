"""What is in each picture: a frozen result, worked out from the settings by `compute`, without a word of it said.

A scene is pure and typed, its fields have the field's units, and it is tested by itself. Charts draw scenes, words
describe them, and `table` gives the numbers behind them.
"""
