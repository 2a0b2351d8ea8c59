"""Published problems, solved as plans under coordination models.

    python -m benchmarks.published --instances PATH [--only FAMILY] [--seconds N]

PATH holds one folder per family with one JSON file per problem; a README beside them describes the format.
No problem is part of this repository.
"""
