"""Papers that auditors ask for, written from the installation as it is.

A paper is a list of questions. Each is answered by what Anteroom knows, or names the person who has to answer it. What
several papers say stands once, in the modules of its subject. A paper never reads what patients said.
"""
