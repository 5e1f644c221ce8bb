"""Tests of service.storage.read.dated."""
