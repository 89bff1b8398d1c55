"""Wheels and sdists as sources."""

from __future__ import annotations

import hashlib
import io
import stat
import struct
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from audit.errors import SourceError
from audit.model.source import SourceKind
from audit.sources.locate import open_source
from audit.sources.source import Source, blob_id


def paths(source: Source) -> list[str]:
    """The paths of a source's files."""
    return [file.path for file in source.tree.files]


def write_zip(path: Path, members: Mapping[str, bytes]) -> Path:
    """Write a zip file with these members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def write_tar(path: Path, members: Mapping[str, bytes | tarfile.TarInfo]) -> Path:
    """Write a gzipped tar file with these members."""
    with tarfile.open(path, "w:gz") as archive:
        for name, content in members.items():
            if isinstance(content, tarfile.TarInfo):
                archive.addfile(content)
            else:
                member = tarfile.TarInfo(name)
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
    return path


def test_a_wheel_is_read_without_its_metadata(tmp_path: Path) -> None:
    """A wheel's Python files are listed from its top; `*.dist-info` is no code."""
    wheel = write_zip(
        tmp_path / "shop-1.0-py3-none-any.whl",
        {
            "shop/__init__.py": b"x = 1\n",
            "shop/data.json": b"",
            "shop-1.0.dist-info/METADATA": b"",
            "shop-1.0.dist-info/hook.py": b"",
            "shop-1.0.data/purelib/extra/__init__.py": b"",
        },
    )
    source = open_source(str(wheel))
    assert paths(source) == ["shop-1.0.data/purelib/extra/__init__.py", "shop/__init__.py"]
    assert source.tree.kind is SourceKind.ARCHIVE
    assert source.tree.label == "shop-1.0-py3-none-any.whl"
    assert source.tree.revision == f"sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}"
    assert source.fixed_roots == ("", "shop-1.0.data/purelib")
    assert source.tree.files[1].blob == blob_id(b"x = 1\n")
    assert source.read(source.tree.files[1]) == b"x = 1\n"


@pytest.mark.parametrize("suffix", [".tar.gz", ".tgz", ".zip"])
def test_the_top_folder_of_an_sdist_is_left_away(tmp_path: Path, suffix: str) -> None:
    """An sdist's single top folder is no part of the paths."""
    members = {"shop-1.0/PKG-INFO": b"", "shop-1.0/src/shop/a.py": b"1", "shop-1.0/setup.py": b""}
    write = write_zip if suffix == ".zip" else write_tar
    source = open_source(str(write(tmp_path / f"shop-1.0{suffix}", members)))
    assert paths(source) == ["setup.py", "src/shop/a.py"]
    assert source.read(source.tree.files[1]) == b"1"


def test_a_zipped_package_keeps_its_folder(tmp_path: Path) -> None:
    """A zip that holds nothing but a package keeps the package's name."""
    archive = write_zip(tmp_path / "x.zip", {"shop/__init__.py": b"", "shop/a.py": b""})
    assert paths(open_source(str(archive))) == ["shop/__init__.py", "shop/a.py"]


BAD_NAMES = ["../evil.py", "a/../../evil.py", "/etc/evil.py", "..\\evil.py", "C:/evil.py", "a/.."]


@pytest.mark.parametrize("name", BAD_NAMES)
@pytest.mark.parametrize("suffix", [".whl", ".tar.gz"])
def test_members_that_lead_outside_are_refused(tmp_path: Path, name: str, suffix: str) -> None:
    """A member with `..` or an absolute name refuses the whole archive, whatever its kind."""
    write = write_zip if suffix == ".whl" else write_tar
    archive = write(tmp_path / f"evil{suffix}", {"good.py": b"", name: b"x"})
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(SourceError, match=r"^evil\S+: the archive holds a path that leads outside"):
        open_source(str(archive))
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE]
)
def test_links_and_devices_in_a_tar_are_refused(tmp_path: Path, kind: bytes) -> None:
    """A link, pipe or device in an sdist refuses it."""
    member = tarfile.TarInfo("shop/link.py")
    member.type = kind
    member.linkname = "a.py"
    archive = write_tar(tmp_path / "evil.tar.gz", {"shop/a.py": b"", "shop/link.py": member})
    with pytest.raises(SourceError, match=r"holds a link or device: 'shop/link.py'"):
        open_source(str(archive))


def test_links_in_a_zip_are_refused(tmp_path: Path) -> None:
    """A symbolic link in a wheel refuses it."""
    path = tmp_path / "evil.whl"
    with zipfile.ZipFile(path, "w") as archive:
        member = zipfile.ZipInfo("shop/link.py")
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(member, "/etc/passwd")
    with pytest.raises(SourceError, match=r"holds a link or device: 'shop/link.py'"):
        open_source(str(path))


@pytest.mark.parametrize("suffix", [".whl", ".tar.gz"])
def test_a_bomb_is_refused(tmp_path: Path, suffix: str) -> None:
    """Content that unpacks to hundreds of times its size is refused before it is unpacked."""
    write = write_zip if suffix == ".whl" else write_tar
    bomb = write(tmp_path / f"bomb{suffix}", {"a/zeros.bin": bytes(80 * 1024 * 1024)})
    with pytest.raises(SourceError, match="unpacks to more than 200 times its size"):
        open_source(str(bomb))


def test_a_lying_size_is_not_believed(tmp_path: Path) -> None:
    """A member that unpacks to more than it says is refused."""
    content = b"#" * 20_000_000
    path = write_zip(tmp_path / "liar.whl", {"a.py": content})
    true, false = struct.pack("<L", len(content)), struct.pack("<L", 10)
    path.write_bytes(path.read_bytes().replace(true, false))
    with pytest.raises(SourceError, match="cannot be read: Bad CRC-32"):
        open_source(str(path))


def test_a_huge_member_is_a_problem_of_its_own(tmp_path: Path) -> None:
    """A Python file over the limit is named and not read; the rest is unaffected."""
    huge = b"#" * (10 * 1024 * 1024 + 1)
    for archive in (
        write_zip(tmp_path / "x.whl", {"huge.py": huge, "good.py": b""}),
        write_tar(tmp_path / "x.tar.gz", {"x/huge.py": huge, "x/good.py": b"", "x/PKG-INFO": b""}),
    ):
        source = open_source(str(archive))
        assert paths(source) == ["good.py"]
        (problem,) = source.tree.problems
        assert problem.path == "huge.py"
        assert problem.reason == "too large: 10485761 bytes, the limit is 10 MB"


@pytest.mark.parametrize("suffix", [".whl", ".tar.gz"])
@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 but cut", b"\x1f\x8b\x08cut"])
def test_damaged_archives_are_one_sentence(tmp_path: Path, suffix: str, content: bytes) -> None:
    """A file that is no archive is a SourceError of one line without a path of the machine."""
    path = tmp_path / f"bad{suffix}"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=rf"^bad{suffix}: the archive cannot be read") as caught:
        open_source(str(path))
    assert "\n" not in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


@pytest.mark.parametrize("suffix", [".whl", ".tar.gz"])
def test_truncated_archives_are_refused(tmp_path: Path, suffix: str) -> None:
    """An archive cut off in the middle is an error, never half of the code."""
    members = {f"shop/m{number}.py": bytes(range(256)) * 40 for number in range(30)}
    write = write_zip if suffix == ".whl" else write_tar
    path = write(tmp_path / f"cut{suffix}", members)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])
    with pytest.raises(SourceError, match="cannot be read"):
        open_source(str(path))


def test_a_flipped_byte_is_noticed(tmp_path: Path) -> None:
    """Content that does not fit its checksum is refused."""
    path = tmp_path / "bad.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.py", b"value = 12345\n")
    path.write_bytes(path.read_bytes().replace(b"12345", b"54321"))
    with pytest.raises(SourceError, match="cannot be read: Bad CRC-32"):
        open_source(str(path))


def test_exclusions_hold_for_archives(tmp_path: Path) -> None:
    """Globs are relative to the paths as listed, after the top folder."""
    archive = write_tar(
        tmp_path / "x.tar.gz", {"x/tests/a.py": b"", "x/b.py": b"", "x/PKG-INFO": b""}
    )
    assert paths(open_source(str(archive), exclude=("tests/**",))) == ["b.py"]
