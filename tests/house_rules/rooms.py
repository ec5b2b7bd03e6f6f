"""Who may use whom: the table "Rooms" of docs/architecture.md, and which room implements which public header."""
from tree import ROOT, lines

# Public headers have no room in their path, so it is said here.
PUBLIC_HEADERS = {
    header + ".hpp": room
    for room, headers in {
        "os": "ending error",
        "observe": "log",
        "message": "aggregate any_value capnp_headers capnp_message description exception field_names fmt fn fn_arguments form "
        "form_choice form_fields form_scalar form_sequence form_text form_variant function_signature handle_text "
        "item_kind layout outcome "
        "payload remote_info schema_printer schema_text standard_names text travelling_type travels "
        "type_entry type_name value_words wire wire_reader",
        "objects": "memory_shape shared_reference",
        "spawn": "start_method",
        "actor": "actor actor_codecs actor_errors actor_handles actor_place actor_reference behavior message_hook message_hooks self",
        "supervision": "child child_options child_state hosting process_info process_messages provides restart_policy role "
        "spawn supervisor_options",
        "parallel": "any_queue array barrier condition event future memory mutex nameless_calls object_messages pipe pipe_messages pool "
         "pool_call pool_messages pool_options pool_progress process process_call queue queue_messages semaphore task_answer task_block task_results task_source value wait wait_source "
         "batch batch_run dict dict_messages dict_state insertion_map list list_messages list_operations list_state managed_function managed_handle "
        "managed_kind managed_makers managed_start managed_value manager manager_info manager_messages name_space object snapshot_iterator value_order",
        "house": "supervisor system troupe",
        "cli": "main",
    }.items()
    for header in headers.split()
}


def table() -> dict[str, set[str]]:
    """Room -> the rooms it may use, from the second and third column's backquoted names and words."""
    result: dict[str, set[str]] = {}
    for line in lines(ROOT / "docs" / "architecture.md"):
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) == 6 and cells[1].startswith("`"):
            room = cells[1].strip("`")
            named = {word.strip("` ") for word in cells[3].split(",")} - {"-", ""}
            result[room] = set(result) if named == {"all"} else named
    return result
