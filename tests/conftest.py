"""What every test of the workbook runs under."""

import pytest


@pytest.fixture(autouse=True)
def no_swallowed_callback_errors(caplog):
    """Fail where ipywidgets has caught, and only logged, what a button's callback raised."""
    yield
    records = [record for when in ("setup", "call") for record in caplog.get_records(when)]
    swallowed = [record.getMessage() for record in records if record.getMessage().startswith("Exception in callback")]
    assert not swallowed, swallowed[0]
