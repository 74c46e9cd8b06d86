"""What a data scientist's program does with an unmodified MLflow client; run by the tests.

    echo PART | python client_script.py ADDRESS

Does each part that it is told and prints one JSON object per step: what came back, or the error's
code and text; and `{"done": PART}` at its end. Everything that happens goes over HTTP. It imports
MLflow and nothing of the portal, so that any version of the client can run it: 2.22, 3.1 and 3.17.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import mlflow
from mlflow.exceptions import MlflowException
from mlflow.tracking import MlflowClient

MODEL = "credit-scoring"
SOURCE = "s3://models/credit/{}"


def told(step: str, do: Callable[[], Any]) -> Any:
    """Do one step and print what came of it."""
    try:
        result = do()
    except MlflowException as error:
        about = getattr(error, "json", {})
        answer = {"error": error.error_code, "message": str(error), "body": about}
        print(json.dumps({"step": step, **answer}), flush=True)  # noqa: T201
        return None
    print(json.dumps({"step": step, "result": shown(result)}, default=str), flush=True)  # noqa: T201
    return result


def shown(result: Any) -> Any:
    """Plain values of the entities that a client gives."""
    if isinstance(result, (list, tuple)):
        return [shown(one) for one in result]
    if hasattr(result, "template"):
        return {
            "name": result.name,
            "version": int(result.version),
            "template": result.template,
            "tags": dict(result.tags),
        }
    if hasattr(result, "current_stage"):
        return {
            "name": result.name,
            "version": int(result.version),
            "stage": result.current_stage,
            "status": result.status,
            "source": result.source,
            "run_id": result.run_id,
            "description": result.description,
            "tags": dict(result.tags),
            "aliases": list(result.aliases),
        }
    if hasattr(result, "latest_versions"):
        return {
            "name": result.name,
            "description": result.description,
            "tags": dict(result.tags),
            "aliases": {alias: int(number) for alias, number in result.aliases.items()},
            "latest": [int(version.version) for version in result.latest_versions],
        }
    return result


def register(client: MlflowClient) -> None:
    """Everything that needs nobody's approval."""
    told("create", lambda: client.create_registered_model(MODEL, {"team": "risk"}, "Credit"))
    told("create again", lambda: client.create_registered_model(MODEL))
    told("bad name", lambda: client.create_registered_model("a/b"))
    told("unknown", lambda: client.get_registered_model("nope"))
    told("describe", lambda: client.update_registered_model(MODEL, "Consumer credit"))
    told(
        "version 1",
        lambda: client.create_model_version(
            MODEL, SOURCE.format(1), run_id="0" * 32, tags={"sha256": "aa"}, description="first"
        ),
    )
    told("version 2", lambda: client.create_model_version(MODEL, SOURCE.format(2)))
    told("local source", lambda: client.create_model_version(MODEL, "/etc"))
    told("tag", lambda: client.set_registered_model_tag(MODEL, "tier", "1"))
    told("untag", lambda: client.delete_registered_model_tag(MODEL, "team"))
    told("tag version", lambda: client.set_model_version_tag(MODEL, "1", "checked", "yes"))
    told("untag version", lambda: client.delete_model_version_tag(MODEL, "1", "sha256"))
    told(
        "governance tag", lambda: client.set_model_version_tag(MODEL, "1", "governance.status", "x")
    )
    told("describe version", lambda: client.update_model_version(MODEL, "2", "second"))
    told("challenger", lambda: client.set_registered_model_alias(MODEL, "challenger", "2"))
    told("by alias", lambda: client.get_model_version_by_alias(MODEL, "challenger"))
    told("no such alias", lambda: client.get_model_version_by_alias(MODEL, "ghost"))
    told("reserved alias", lambda: client.set_registered_model_alias(MODEL, "v1", "1"))
    told("drop alias", lambda: client.delete_registered_model_alias(MODEL, "challenger"))
    told("staging", lambda: client.transition_model_version_stage(MODEL, "1", "Staging"))
    told("latest", lambda: client.get_latest_versions(MODEL, ["Staging"]))
    told("download", lambda: client.get_model_version_download_uri(MODEL, "1"))
    told("model", lambda: client.get_registered_model(MODEL))
    told("copy", lambda: client.copy_model_version(f"models:/{MODEL}/1", "credit-copy"))
    told("copy's files", lambda: client.get_model_version_download_uri("credit-copy", "1"))


def search(client: MlflowClient) -> None:
    """Both searches, with filters, order and pages."""
    for number in range(5):
        client.create_registered_model(f"fraud-{number}", {"team": "t1" if number % 2 else "t2"})
    told("all", lambda: [model.name for model in client.search_registered_models()])
    named = "name LIKE 'fraud-%'"
    told("like", lambda: names(client.search_registered_models(named)))
    told("tag", lambda: names(client.search_registered_models(f"{named} AND tags.team = 't1'")))
    told(
        "order",
        lambda: names(client.search_registered_models(named, order_by=["name DESC"])),
    )
    pages, token = [], None
    while True:
        page = client.search_registered_models(named, max_results=2, page_token=token)
        pages.append(names(page))
        token = page.token
        if not token:
            break
    told("pages", lambda: pages)
    told("bad filter", lambda: client.search_registered_models("name = 'a' OR name = 'b'"))
    told("bad token", lambda: client.search_registered_models(page_token="x!"))
    of_model = f"name = '{MODEL}'"
    told(
        "versions",
        lambda: [int(one.version) for one in client.search_model_versions(of_model)],
    )
    told(
        "versions above 1",
        lambda: [
            int(one.version)
            for one in client.search_model_versions(f"{of_model} AND version_number > 1")
        ],
    )


def names(models: Any) -> list[str]:
    return [model.name for model in models]


def promote(client: MlflowClient) -> None:
    """What an approval is for: refused before it, done after."""
    told("champion 1", lambda: client.set_registered_model_alias(MODEL, "champion", "1"))
    told("Champion 1", lambda: client.set_registered_model_alias(MODEL, "Champion", "1"))
    told(
        "production 1",
        lambda: client.transition_model_version_stage(
            MODEL, "1", "production", archive_existing_versions=True
        ),
    )
    told("champion 2", lambda: client.set_registered_model_alias(MODEL, "champion", "2"))
    told("who is champion", lambda: client.get_model_version_by_alias(MODEL, "champion"))
    told("version 1", lambda: client.get_model_version(MODEL, "1"))
    told("version 2", lambda: client.get_model_version(MODEL, "2"))


def delete(client: MlflowClient) -> None:
    """What serves is kept; what does not may go, and its number is not given again."""
    told("serving version", lambda: client.delete_model_version(MODEL, "1"))
    told("serving model", lambda: client.delete_registered_model(MODEL))
    told("version 3", lambda: client.create_model_version(MODEL, SOURCE.format(3)))
    told("remove 3", lambda: client.delete_model_version(MODEL, "3"))
    told("removed", lambda: client.get_model_version(MODEL, "3"))
    told("version 4", lambda: client.create_model_version(MODEL, SOURCE.format(4)))
    told("rename", lambda: client.rename_registered_model("credit-copy", "credit-renamed"))
    told("remove model", lambda: client.delete_registered_model("credit-renamed"))
    told("removed model", lambda: client.get_registered_model("credit-renamed"))


def crowd(client: MlflowClient) -> None:
    """64 programs register a version of one model at once."""
    client.create_registered_model("crowded")
    with ThreadPoolExecutor(16) as pool:
        made = pool.map(
            lambda number: client.create_model_version("crowded", SOURCE.format(number)), range(64)
        )
        numbers = [int(version.version) for version in made]
    told("numbers", lambda: numbers)


def prompts(client: MlflowClient) -> None:
    """Prompts are models with a tag to the server, and something of their own to the client."""
    told("first", lambda: PROMPTS.register_prompt("greet", "Hello {{name}}", "v1"))
    told("second", lambda: PROMPTS.register_prompt("greet", "Good day {{name}}", "v2"))
    told("load", lambda: PROMPTS.load_prompt("prompts:/greet/1"))
    told("challenger", lambda: PROMPTS.set_prompt_alias("greet", "challenger", 2))
    told("by alias", lambda: PROMPTS.load_prompt("prompts:/greet@challenger"))
    told("production", lambda: PROMPTS.set_prompt_alias("greet", "production", 2))
    told("as a model", lambda: client.create_model_version("greet", SOURCE.format(1)))
    told("hidden", lambda: names(client.search_registered_models("name LIKE 'gr%'")))


def stranger(client: MlflowClient) -> None:
    """A token of another organization at this address."""
    told("read", lambda: client.get_registered_model(MODEL))
    told("write", lambda: client.create_registered_model("mine"))
    told("search", client.search_registered_models)


# Prompts moved into a module of their own in 3.0.
PROMPTS = getattr(mlflow, "genai", mlflow) if mlflow.__version__[0] == "3" else mlflow
PARTS = {
    part.__name__: part for part in (register, search, promote, delete, crowd, prompts, stranger)
}


def main() -> None:
    (address,) = sys.argv[1:]
    mlflow.set_tracking_uri(address)
    mlflow.set_registry_uri(address)
    client = MlflowClient(tracking_uri=address, registry_uri=address)
    for line in sys.stdin:
        PARTS[line.strip()](client)
        print(json.dumps({"done": line.strip()}), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
