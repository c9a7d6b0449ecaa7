"""Terraform plans: the format, the references in it, and one table per family of resources that says what each is in ARM."""
