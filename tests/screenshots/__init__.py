"""The pictures of the guide (`docs/guide/`): `make screenshots`."""
