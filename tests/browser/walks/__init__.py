"""Walks through every page, by area. Each area names its pages: what is looked at -> its address."""
