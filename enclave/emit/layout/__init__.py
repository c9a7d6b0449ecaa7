"""How a graph is laid out in files: modules, what they are given, loops. Bicep and Terraform print the same layout."""
