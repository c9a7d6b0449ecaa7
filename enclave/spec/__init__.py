"""YAML -> frozen `Spec`, with lines and columns; presets; JSON Schema; hub policy cascading to projects."""
