"""What a broken profile raises."""


class ProfileError(ValueError):
    """A profile that cannot be used: names the file, the key or line in it, and what is wrong, in one line."""

    def __init__(self, file: str, key: str, problem: str) -> None:
        super().__init__(f"{file}: {key}: {problem}" if key else f"{file}: {problem}")
        self.file = file
        self.key = key
        self.problem = problem
