"""The default variables of GitHub Actions that an expression knows under another name."""

from typing import Final

_GITHUB: Final = (
    "action action_path action_repository actor actor_id api_url base_ref event_name event_path graphql_url head_ref "
    "job ref ref_name ref_protected ref_type repository repository_id repository_owner repository_owner_id "
    "retention_days run_attempt run_id run_number server_url sha triggering_actor workflow workflow_ref workflow_sha "
    "workspace"
)
_RUNNER: Final = "arch debug environment name os temp tool_cache"

PROPERTIES: Final = {
    f"{context}_{name}".upper(): f"{context}.{name}"
    for context, names in (("github", _GITHUB), ("runner", _RUNNER))
    for name in names.split()
}
"""``GITHUB_REF_NAME`` to ``github.ref_name``, and so on, as GitHub documents both lists."""

VARIABLES: Final = {expression: name for name, expression in PROPERTIES.items()}
"""The same the other way round."""


def expression(name: str) -> str:
    """What stands for the variable *name* in an expression."""
    return PROPERTIES.get(name, f"env.{name}")
