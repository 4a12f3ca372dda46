"""Calls in a thread of their own: the browser tests leave an event loop running in the first one."""

import asyncio
from concurrent.futures import ThreadPoolExecutor


def apart(call):
    """Return what a call returns where no event loop runs."""
    with ThreadPoolExecutor() as threads:
        return threads.submit(call).result()


def run(scenario, patience=300):
    """Return what a coroutine returns; it may take `patience` seconds."""
    return apart(lambda: asyncio.run(asyncio.wait_for(scenario, patience)))
