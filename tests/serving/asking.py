"""Asking a process as an operator's programs do."""

import asyncio

import aiohttp

TOKEN = "a-token-of-the-operators"
PATIENCE_S = 20.0


async def asked(url: str, *, token: str = "") -> tuple[int, str]:
    """Return the status and the words of an answer."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with aiohttp.ClientSession(headers=headers) as client, client.get(url) as response:
        return response.status, await response.text()


async def until_ready(url: str) -> str:
    """Wait until a process says that it is ready; return what it says."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            status, said = await asked(f"{url}/readyz")
            if status == 200:
                return said
            await asyncio.sleep(0.1)
