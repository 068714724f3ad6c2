"""A plain page that lists an API's operations: no script, no style sheet from elsewhere."""

from typing import Any

from flask import render_template_string

PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{{ spec.info.title }}</title></head>
<body><h1>{{ spec.info.title }}</h1><p><a href="openapi.json">openapi.json</a></p>
<table><thead><tr><th>方法</th><th>地址</th><th>说明</th><th>回答</th></tr></thead><tbody>
{% for path, item in spec.paths.items() %}{% for method, operation in item.items() if method != "parameters" %}
<tr><td>{{ method|upper }}</td><td><code>{{ path }}</code></td><td>{{ operation.summary or "" }}</td>
<td>{{ operation.responses|join(", ") }}</td></tr>
{% endfor %}{% endfor %}
</tbody></table></body></html>"""


def render(spec: dict[str, Any]) -> str:
    """The OpenAPI document as a table for people; needs an application context."""
    return render_template_string(PAGE, spec=spec)
