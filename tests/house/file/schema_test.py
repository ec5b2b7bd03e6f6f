#!/usr/bin/env python3
"""schema_test.py <troupe> <cases>: `troupe schema` is a JSON Schema, and says of tree files what the reader says."""
import json
import pathlib
import subprocess
import sys
import tomllib

import jsonschema

troupe, cases = sys.argv[1], pathlib.Path(sys.argv[2])
schema = json.loads(subprocess.run([troupe, "schema"], capture_output=True, check=True, text=True).stdout)
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)


def complaints(name):
    document = tomllib.loads((cases / (name + ".toml")).read_text())
    return [f"{'.'.join(map(str, one.absolute_path))}: {one.message}" for one in validator.iter_errors(document)]


failures = []
for name in ["well", "included/templates/quick", "E202_two_supervisors", "E205_circle", "W201_limits"]:
    # What only the whole tree tells is no matter of the schema; an included file need not say its version.
    failures += [f"{name} should fit: {one}" for one in complaints(name) if "'troupe' is a required property" not in one]

# One complaint for all the keys of one table that it does not know.
for name, least in {"E102_no_version": 1, "E102_other_version": 1, "E103_unknown_key": 4, "E103_not_yet": 4,
                    "E104_wrong_type": 4, "E105_out_of_range": 2, "E201_names": 1}.items():
    found = complaints(name)
    if len(found) < least:
        failures.append(f"{name} should not fit, and has {len(found)} complaints: {found}")

for kind in ["supervisor", "actor", "command", "pool"]:
    table = schema["properties"][kind]["patternProperties"]
    for key, option in next(iter(table.values()))["properties"].items():
        if not option.get("description") or option.get("x-when-changed") not in ("live", "restart"):
            failures.append(f"{kind}.{key} says nothing of what it is, or of what a change does")

print("\n".join(failures) or "the schema fits")
sys.exit(bool(failures))
