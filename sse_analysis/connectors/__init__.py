"""Connectors to the services that publish series: asked only by ``sse fetch``, never by a report."""
