"""Password hashing: argon2id at 19 MiB, t=2, p=1, so that two cores sign in twenty people a second."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2Hasher(Argon2PasswordHasher):
    """Django's argon2id with the cost the design chose by measurement."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
