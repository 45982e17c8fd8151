"""The set-up script, loaded afresh and pointed at an empty folder."""

import importlib.util

import pytest


class Machine:
    """A bootstrap whose programs are written down instead of run; ``fail`` names words that fail."""

    def __init__(self, module, home):
        self.module, self.home, self.calls, self.fail = module, home, [], ()

    def run(self, *command, quiet=False):
        words = [str(word) for word in command]
        self.calls.append(" ".join(words).replace(str(self.home), "."))
        if "venv" in words:
            self.module.PYTHON.parent.mkdir(parents=True, exist_ok=True)
            self.module.PYTHON.touch()
        return int(any(word in self.calls[-1] for word in self.fail))


@pytest.fixture
def bootstrap(project):
    spec = importlib.util.spec_from_file_location("bootstrap_under_test", project / "bootstrap.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def machine(bootstrap, tmp_path, monkeypatch):
    venv = tmp_path / ".venv"
    places = {
        "HOME": tmp_path,
        "VENV": venv,
        "LOCK": tmp_path / "requirements.lock",
        "STAMP": venv / "installed.txt",
        "PYTHON": venv / "bin" / "python",
    }
    for place, path in places.items():
        monkeypatch.setattr(bootstrap, place, path)
    (tmp_path / "requirements.lock").write_text("a==1 --hash=sha256:0\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    made = Machine(bootstrap, tmp_path)
    monkeypatch.setattr(bootstrap, "run", made.run)
    return made
