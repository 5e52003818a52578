# Compares a program with the package it uses: prints each name and each argument that the package does not have.
# python-names.py PACKAGE PROGRAM; the program imports the package as `dhcp`.
import ast
import pathlib
import sys

package, program = map(pathlib.Path, sys.argv[1:])
arguments = {}
values = {}
for file in package.glob("*.py"):
    for node in ast.walk(ast.parse(file.read_text())):
        functions = [node] if isinstance(node, ast.FunctionDef) else []
        if isinstance(node, ast.ClassDef):
            functions = [one for one in node.body if isinstance(one, ast.FunctionDef) and one.name == "__init__"]
            values[node.name] = {target.id for one in node.body if isinstance(one, ast.Assign) for target in one.targets if isinstance(target, ast.Name)}
            arguments.setdefault(node.name, set())
        for function in functions:
            names = {one.arg for one in function.args.args + function.args.kwonlyargs}
            arguments.setdefault(node.name, set()).update(names)


def member(node):
    """Returns the name of what `dhcp.NAME` is; nothing for another expression."""
    is_member = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "dhcp"
    return node.attr if is_member else None


for node in ast.walk(ast.parse(program.read_text())):
    if member(node) and member(node) not in arguments:
        print(member(node))
    if isinstance(node, ast.Attribute) and member(node.value) and node.attr not in values.get(member(node.value), set()):
        print(f"{member(node.value)}.{node.attr}")
    if isinstance(node, ast.Call) and member(node.func):
        for keyword in node.keywords:
            if keyword.arg not in arguments.get(member(node.func), set()):
                print(f"{member(node.func)}({keyword.arg}=)")
