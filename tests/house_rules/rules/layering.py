"""A room includes its own headers and those of the rooms that docs/architecture.md lets it use, and public headers
of the same; a public header includes public headers only."""
from rooms import PUBLIC_HEADERS, table
from tree import ROOT, files, includes, room_of, shown


def violations():
    allowed = table()
    if len(allowed) < 8:
        yield "docs/architecture.md: the table of rooms is not where this rule looks for it"
        return
    for path in files("framework"):
        public = path.is_relative_to(ROOT / "framework" / "include")
        room = room_of(path)
        if room not in allowed:
            yield f"{shown(path)}: which room is it? Add it to tests/house_rules/rooms.py"
            continue
        for include in includes(path):
            folder, _, name = include.name.partition("/")
            if ".." in include.name:
                yield f"{include}: name the path from framework/ or framework/include/"
            elif folder == "troupe":
                target = PUBLIC_HEADERS.get(name, "")
                if target != room and target not in allowed[room]:
                    yield f"{include}, a header of room '{target}', which '{room}' may not use"
            elif folder in allowed and public:
                yield f"{include}: a public header cannot include a room's own header"
            elif folder in allowed and folder != room and folder not in allowed[room]:
                yield f"{include}, which room '{room}' may not use"
