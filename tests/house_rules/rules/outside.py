"""Each outside dependency is named by one room (docs/architecture.md, "Rooms"): a move to another version, another
library or another kernel then touches one folder."""
import re

from tree import files, includes, room_of, shown

# What comes with every C++ compiler on Linux, and belongs to nobody.
STANDARD = re.compile(r"^[a-z_0-9]+$|^cxxabi\.h$")
OWNERS = [
    (re.compile(r"^(spdlog|fmt)/"), ("observe",)),
    (re.compile(r"^boost/(pfr|json)"), ("message",)),
    # The message room has the format; spawn and supervision read the protocols that schemas/ describes.
    (re.compile(r"^toml\+\+/"), ("house",)),
    (re.compile(r"^CLI/"), ("cli",)),
    (re.compile(r"^(capnp|kj)/|\.capnp\.h$"), ("message", "spawn", "supervision")),
    (re.compile(r"^caf/(detail|scheduler|intrusive)/"), ("actor/caf_seam",)),
    (re.compile(r"^caf/"), ("actor",)),
    (re.compile(r"^gtest/"), ("house/gtest",)),
    (re.compile(r"^(sys|linux|asm|bits)/|^[a-z_]+\.h$"), ("os",)),
]
# Rooms and files that may name a header of another's, with the reason.
EXCEPTIONS = {
    "sched.h": ("mailbox actor", "a spin that yields is part of the protocol of lane, doorbell and pump"),
    "dlfcn.h": ("spawn", "a function is found by its place in a loaded module"),
    "link.h": ("spawn mailbox", "modules and their build ids are facts of the loaded program, not of the kernel"),
    "elf.h": ("spawn mailbox", "as link.h"),
    "fmt/format.h": ("framework/include/troupe/fmt.hpp", "for programs that format so; troupe does not need it"),
    "caf/detail/type_traits.hpp": ("framework/include/troupe/message_hook.hpp", "the seam's part that users compile"),
}


def owners_of(header: str) -> tuple[str, ...] | None:
    for pattern, owners in OWNERS:
        if pattern.search(header):
            return owners
    return None


def violations():
    for path in files("framework"):
        room = room_of(path)
        folder = shown(path.parent).removeprefix("framework/")
        for include in includes(path):
            if STANDARD.match(include.name) or (owners := owners_of(include.name)) is None:
                continue
            excepted = {room, shown(path)} & set(EXCEPTIONS.get(include.name, ("",))[0].split())
            if not excepted and room not in owners and not folder.startswith(owners):
                yield f"{include}, which only {' and '.join(owners)} may name"
