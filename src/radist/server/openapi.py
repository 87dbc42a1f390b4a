"""The description of REST for programs: that of FastAPI, with what is answered."""

from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from radist.server.alert_shapes import ASKED
from radist.server.shapes import ANSWERS, CREATED, REPEATED, TEXTS, Problem, Ready

_REFERENCE = "#/components/schemas/{name}"
Json = dict[str, Any]


def install(app: FastAPI) -> None:
    """Describe the answers too."""

    def described() -> Json:
        if not app.openapi_schema:
            app.openapi_schema = _described(app)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]  # the way that FastAPI has for it


def _described(app: FastAPI) -> Json:
    document = get_openapi(
        title=app.title, version=app.version, summary=app.summary, routes=app.routes
    )
    kinds = [*ASKED.values(), *ANSWERS.values(), Problem]
    schemas, components = msgspec.json.schema_components(kinds, ref_template=_REFERENCE)
    told = document["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):  # our errors have another form
        told.pop(unused, None)
    told |= components
    problem = _json(schemas[-1], "What was wrong")
    asked, answers = (
        dict(zip(which, found, strict=False))
        for which, found in ((ASKED, schemas), (ANSWERS, schemas[len(ASKED) :]))
    )
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            responses = {"4XX": problem, "503": problem}
            if path in TEXTS:
                responses["200"] = {"description": "Text", "content": {TEXTS[path]: {}}}
            else:
                done = "201" if (method, path) in CREATED else "200"
                responses[done] = _json(answers[method, path], "Done")
            if (method, path) in ASKED:
                body = operation["requestBody"]["content"]["application/json"]
                body["schema"] = asked[method, path]
            if (method, path) in REPEATED:
                responses["200"] = _json(answers[method, path], "It was there before")
            if ANSWERS.get((method, path)) is Ready:
                responses["503"] = _json(answers[method, path], "Not ready")
            operation["responses"] = dict(sorted(responses.items()))
    return document


def _json(schema: Json, text: str) -> Json:
    return {"description": text, "content": {"application/json": {"schema": schema}}}
