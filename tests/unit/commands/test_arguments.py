import pytest

from service.__main__ import build_parser


def test_build_parser_of_an_unknown_scope_names_those_that_can_be_typed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        build_parser().parse_args(["keys", "create", "newsroom", "--scope", "all"])
    error = capsys.readouterr().err
    assert "invalid choice: 'all'" in error
    assert "Scope" not in error
