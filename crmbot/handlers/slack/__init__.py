"""Slack: payloads become inbounds, answers become blocks, modals and the Home tab."""
