"""What is wrong with a labelled file, said so that it can be mended."""

from __future__ import annotations

from analyzer.errors import AnalyzerError, ExitCode


class DataError(AnalyzerError):
    """A labelled file that cannot be read as it is."""

    exit_code = ExitCode.BAD_INPUT
