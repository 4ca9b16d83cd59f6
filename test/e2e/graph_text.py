"""Writes graphs in protobuf's text form, for tests whose graphs are too large or too odd to be kept as files."""


def data_type(name):
    return f"type: DT_{name.upper()}"


def shape(*sizes):
    """None is a size left open."""
    dims = " ".join(f"dim {{ size: {-1 if size is None else size} }}" for size in sizes)
    return f"shape {{ {dims} }}"


# From this version of GraphDef on, a placeholder without sizes is a scalar; before, its rank was unknown.
PRODUCER = 24


class GraphText:
    """A GraphDef under construction; every method returns the name of the node it adds."""

    def __init__(self):
        self.nodes = []

    def node(self, name, op, inputs=(), **attributes):
        """Adds a node. An attribute is the text of its AttrValue, as data_type() and shape() give it."""
        lines = [f'name: "{name}" op: "{op}"']
        lines += [f'input: "{source}"' for source in inputs]
        lines += [f'attr {{ key: "{key}" value {{ {value} }} }}' for key, value in attributes.items()]
        self.nodes.append("node { " + " ".join(lines) + " }\n")
        return name

    def placeholder(self, name, dtype, *sizes):
        return self.node(name, "Placeholder", dtype=data_type(dtype), shape=shape(*sizes))

    def constant(self, name, dtype, values, *sizes):
        """values: a list in the order of memory; no sizes: a scalar."""
        field = {"float": "float_val", "int32": "int_val"}[dtype]
        texts = " ".join(f"{field}: {value}" for value in values)
        tensor = f"tensor {{ dtype: DT_{dtype.upper()} tensor_{shape(*sizes)} {texts} }}"
        return self.node(name, "Const", dtype=data_type(dtype), value=tensor)

    def variable(self, name, *sizes, value):
        """Adds a float variable with NAME/Assign, which fills it with one value, and NAME/read."""
        dims = self.constant(f"{name}/dims", "int32", sizes, len(sizes))
        fill = self.constant(f"{name}/value", "float", [value])
        start = self.node(f"{name}/start", "Fill", [dims, fill], T=data_type("float"))
        self.node(name, "VariableV2", dtype=data_type("float"), shape=shape(*sizes))
        self.node(f"{name}/Assign", "Assign", [name, start], T=data_type("float"))
        self.node(f"{name}/read", "Identity", [name], T=data_type("float"))
        return name

    def write(self, path):
        path.write_text("".join(self.nodes) + f"versions {{ producer: {PRODUCER} }}\n")
        return path
