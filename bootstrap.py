"""Sets the workstation up on this machine, then runs it. Needs Python 3.11 or newer, nothing else.

    python3 bootstrap.py demo [arguments]          the program on the batch that comes with it
    python3 bootstrap.py test [pytest arguments]   every test
    python3 bootstrap.py exec -- COMMAND …         any command inside the environment

The environment is `.venv` beside this file. The first run needs a network, later ones do not.
What it does is told on stderr; stdout and the exit code belong to the command.
"""

import sys

if sys.version_info < (3, 11):  # before anything that an older Python could not read
    sys.exit(
        "bootstrap: Python 3.11 or newer is needed, this is Python "
        f"{sys.version_info[0]}.{sys.version_info[1]} ({sys.executable}). "
        "Run this again with a newer one, for example: python3.11 bootstrap.py demo"
    )

import ctypes
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sysconfig
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "bootstrap.json"
REQUIREMENTS = ROOT / "installer" / "requirements"
# Not the one of a .venv that is about to be remade.
BASE_PYTHON = getattr(sys, "_base_executable", None) or sys.executable
APT_LISTS = Path("/var/lib/apt/lists")
PYTHON = f"{sys.version_info[0]}.{sys.version_info[1]}"

# In this order: the one package without a wheel (langdetect) is built with what `build` brings.
FILES = {
    "demo": ("build", "runtime"),
    "test": ("build", "runtime", "test", "hub"),
    "exec": ("build", "runtime", "test", "hub"),
}
INSTALL = [
    *("--no-deps", "--require-hashes", "--no-build-isolation"),
    *("--only-binary", ":all:", "--no-binary", "langdetect"),
]

# Debian keeps half of Python's venv module apart.
PIP = {"ensurepip": f"python{PYTHON}-venv"}
# What Qt loads at start, and the Debian package that holds it.
QT = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libX11.so.6": "libx11-6",
    # QtMultimedia's.
    "libpulse.so.0": "libpulse0",
    "libXrandr.so.2": "libxrandr2",
    "libXext.so.6": "libxext6",
    "libdrm.so.2": "libdrm2",
}
# What it loads besides for a window on a real (or virtual) X screen.
QT_ON_X = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
SCREEN_PROGRAMS = {"Xvfb": "xvfb", "openbox": "openbox", "xdotool": "xdotool"}
# What the hub's tests run on.
DATABASE = {"initdb": "postgresql"}
FONTS = {
    "NotoSansCJK-Regular.ttc": "fonts-noto-cjk",
    "NotoColorEmoji.ttf": "fonts-noto-color-emoji",
    "NotoSans-Regular.ttf": "fonts-noto-core",
}

# What an installer's last words mean for the person, first match wins.
CAUSES = (
    (r"No space left on device|os error 28", "The disk is full: about 1.3 GB are needed."),
    (
        r"Failed to establish a new connection|name resolution|getaddrinfo|dns error|ConnectError"
        r"|error sending request|Could not resolve|Failed to fetch|Could not connect|unreachable"
        r"|Connection refused|timed out|ProxyError|SSLError",
        "Packages could not be downloaded: no network, or the package index cannot be reached. "
        "Connect and run the same command again; once set up, nothing needs a network.",
    ),
    (
        r"DO NOT MATCH THE HASHES|[Hh]ash mismatch",
        "A download differs from what was pinned, so it was not installed.",
    ),
    (
        r"No matching distribution|has no wheels|no solution",
        f"A pinned package has no ready build for Python {PYTHON} on this machine. "
        "There are builds for Python 3.11 to 3.14 on Windows, macOS (Apple silicon) and Linux "
        "(glibc 2.34 or newer, on ARM 2.39).",
    ),
)


class Trouble(Exception):
    """Set-up cannot go on; the text says why and what to do."""


def say(text: str) -> None:
    print(f"bootstrap: {text}", file=sys.stderr, flush=True)


def main(arguments: list[str]) -> int:
    name, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if name in ("-h", "--help"):
        print(__doc__.strip())
        return 0
    if rest[:1] == ["--"]:
        rest = rest[1:]
    if name not in FILES or (name == "exec" and not rest):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    try:
        stamp = read_stamp()
        told = system_packages(name, stamp["told"], fresh=not stamp["files"])
        files = environment(FILES[name], stamp["files"])
        if (files, told) != (stamp["files"], stamp["told"]):
            write_stamp(files, told)
        return run(command(name, rest))
    except Trouble as trouble:
        say(str(trouble))
    except OSError as error:
        say(f"{error.strerror}: {error.filename}" if error.filename else str(error))
    except KeyboardInterrupt:
        return 130
    return 1


# The environment


def venv_python() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def read_stamp() -> dict:
    """What .venv was made from; nothing for one that is half made, moved or broken."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
        good = (stamp["place"], stamp["python"]) == (str(VENV), PYTHON) and venv_python().exists()
        if good:
            return {"files": dict(stamp["files"]), "told": list(stamp["told"])}
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return {"files": {}, "told": []}


def write_stamp(files: dict[str, str], told: list[str]) -> None:
    stamp = {"place": str(VENV), "python": PYTHON, "files": files, "told": told}
    STAMP.write_text(json.dumps(stamp, indent=1), encoding="utf-8")


def environment(names: tuple[str, ...], held: dict[str, str]) -> dict[str, str]:
    """Bring .venv to what the requirement files say; make it anew when it cannot be trusted."""
    wanted = {name: digest(REQUIREMENTS / f"{name}.txt") for name in names}
    if any(held.get(name, wanted[name]) != wanted[name] for name in wanted):
        held = {}
    missing = [name for name in wanted if name not in held]
    if missing:
        uv = shutil.which("uv")
        if held:
            STAMP.unlink()  # killed from here on, the next run starts afresh
        else:
            create(uv)
        say(f"installing packages: {', '.join(missing)} (a first run fetches up to 380 MB)")
        for name in missing:
            install(uv, REQUIREMENTS / f"{name}.txt")
        try_out()
        say("ready")
    return held | wanted


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def create(uv: str | None) -> None:
    if VENV.is_symlink():
        VENV.unlink()
    elif VENV.exists():
        say("removing a .venv that is out of date, unfinished or moved")
        shutil.rmtree(VENV)
    if uv:
        say(f"making .venv with uv for Python {PYTHON}")
        call([uv, "venv", "--quiet", "--no-project", "--python", BASE_PYTHON, str(VENV)])
    else:
        say(f"making .venv with venv and pip for Python {PYTHON}")
        call([BASE_PYTHON, "-m", "venv", str(VENV)])
    # The project itself: a relative line, so that any path works under any encoding.
    base = {"base": str(VENV), "platbase": str(VENV)}
    packages = sysconfig.get_path("purelib", "venv", vars=base)
    Path(packages, "workstation.pth").write_text(os.path.relpath(ROOT, packages) + "\n")


def install(uv: str | None, file: Path) -> None:
    python = str(venv_python())
    if uv:
        front = [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", python]
    else:
        front = [python, "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
        front += ["--quiet", "--progress-bar", "off", "--use-pep517"]
    call([*front, *INSTALL, "--requirement", str(file)])


def try_out() -> None:
    """Load the compiled parts once: a library that no table here knows is named now."""
    done = subprocess.run(
        [str(venv_python()), "-c", "import PySide6.QtWidgets, sqlcipher3, ctranslate2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        last = (done.stdout.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        raise Trouble(f"Everything is installed, but does not load: {last}")


def call(arguments: list[str], quiet: bool = False) -> None:
    """Run one step quietly; when it fails, show its last lines and say what they mean."""
    done = subprocess.run(
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", "PIP_USER": "0"},
    )
    if done.returncode:
        known = cause(done.stdout)
        if not quiet:
            lines = done.stdout.strip().splitlines()[-3 if known else -12 :]
            print("\n".join(lines), file=sys.stderr)
        raise Trouble(known or f"This step failed: {' '.join(arguments[:4])} …")


def cause(output: str) -> str | None:
    return next((told for pattern, told in CAUSES if re.search(pattern, output)), None)


# The system's share


def system_packages(name: str, told: list[str], fresh: bool) -> list[str]:
    """See to what Python and Qt need and, once, to fonts and programs that are good to have.

    Gives back what was told as missing, so that a later run neither repeats it nor waits for it.
    """
    if not sys.platform.startswith("linux"):
        return told
    needed, useful = lacking(QT, loads), {}
    if fresh and not shutil.which("uv"):
        needed |= lacking(PIP, importlib.util.find_spec)
    if name == "demo":
        useful = lacking(FONTS, font_exists)
        if os.environ.get("DISPLAY"):
            needed |= lacking(QT_ON_X, loads)
    if name == "test":
        useful = lacking(QT_ON_X, loads) | lacking(SCREEN_PROGRAMS, shutil.which)
        useful |= lacking(FONTS, font_exists) | lacking(DATABASE, database_program)
    if needed or not useful.keys() <= set(told):
        provide(needed, useful)
    return sorted({*told, *useful})


def lacking(table: dict[str, str], present: Callable[[str], object]) -> dict[str, str]:
    """Of a table `thing: package` what is not there, as `package: thing`."""
    return {package: thing for thing, package in table.items() if not present(thing)}


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def font_exists(file: str) -> bool:
    folders = ("/usr/share/fonts", "/usr/local/share/fonts", Path.home() / ".local/share/fonts")
    return any(next(Path(folder).rglob(file), None) for folder in folders)


def database_program(name: str) -> bool:
    # Debian keeps PostgreSQL's programs off the path.
    debian = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    return bool(shutil.which(name) or any(debian))


def provide(needed: dict[str, str], useful: dict[str, str]) -> None:
    """Install Debian packages (`package: what for`) as root; as anyone else name the command."""
    packages = " ".join(sorted({*needed, *useful}))
    things = ", ".join(sorted({*needed.values(), *useful.values()}))
    if not shutil.which("apt-get"):
        trouble = f"Install them with this system's package manager (in Debian: {packages})."
    elif os.geteuid() != 0:
        trouble = f"Run: sudo apt-get install -y --no-install-recommends {packages}"
    else:
        say(f"installing with apt-get: {packages}")
        try:
            apt_install(packages.split())
            return
        except Trouble as failed:
            trouble = str(failed)
    if needed:
        raise Trouble(f"This machine lacks {things}. {trouble}")
    say(f"going on without {things}: some texts or tests may suffer. {trouble}")


def apt_install(packages: list[str]) -> None:
    apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
    install = [*apt, "install", "-y", "--no-install-recommends", *packages]
    if any(APT_LISTS.glob("*_Packages*")):
        try:
            return call(install, quiet=True)
        except Trouble:
            say("that failed; trying again with fresh package lists")
    call([*apt, "update"])
    return call(install)


# The command


def command(name: str, rest: list[str]) -> list[str]:
    python = str(venv_python())
    if name == "demo":
        return [python, "-m", "workstation", "demo", *rest]
    if name == "test":
        os.chdir(ROOT)  # paths among pytest's arguments are the project's
        # All of them at once on every core; chosen ones in their order.
        return [python, "-m", "pytest", *(rest or ["-n", "logical"])]
    return rest


def run(arguments: list[str]) -> int:
    """Run the command in the environment; on POSIX it takes this process's place."""
    env = {key: value for key, value in os.environ.items() if key != "PYTHONHOME"}
    env["VIRTUAL_ENV"] = str(VENV)
    env["PATH"] = os.pathsep.join([str(venv_python().parent), env.get("PATH", os.defpath)])
    program = shutil.which(arguments[0], path=env["PATH"])
    if program is None:
        say(f"there is no command {arguments[0]}")
        return 127
    if os.name != "nt":
        os.execve(program, [program, *arguments[1:]], env)  # does not come back
    return subprocess.run([program, *arguments[1:]], env=env).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
