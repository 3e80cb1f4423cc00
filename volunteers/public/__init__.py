"""The pages that anybody reads without an account: open doors, asking for help, offering it, following a request."""
