"""What the detectors look at: the columns that both files have, read once, measured over all rows and kept as a sample for permutations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from enclave.errors import InputError
from enclave.monitor.calibration import OWN, Group, Splittable, measure
from enclave.monitor.cells import parts_of, wide
from enclave.monitor.columns import Categorical, Flag, Labels, Layout, numeric, windowed
from enclave.monitor.dependence import Dependence
from enclave.monitor.detector import Detector, Subject
from enclave.monitor.detectors.refusal_rate import PATTERN
from enclave.monitor.rows import Rows
from enclave.monitor.source import MOST_CATEGORIES, Codes, Facts, Floats, Kind, Mask, Table, is_vector, kind_of, quoted

Problem = Literal["classification", "regression"]
Numbers = NDArray[np.int64]
WORK = 400_000
"""Values of a sample, all columns together."""
LEAST_ROWS = 2_000
RANKED = 300_000
"""Rows of a column up to which its values are ranked; more are counted in cells."""
VECTORS = 10_000_000
"""Numbers of whole rows that are kept at once; of longer files a share of the rows."""
LAWFUL = ("kolmogorov_smirnov", "chi_squared", "text_length", "van_der_waerden", "klotz")
"""Those whose values go with the number of rows by a law that holds for any data: they are judged by all rows, others by the sample."""


@dataclass(frozen=True)
class Roles:
    """Which columns are what a model said, and what came true."""

    prediction: str | None = None
    target: str | None = None
    score: str | None = None
    problem: Problem | None = None
    categorical: tuple[str, ...] = ()
    """Columns of numbers that are categories."""

    @property
    def named(self) -> tuple[tuple[str, str], ...]:
        """Options and columns."""
        pairs = (("prediction", self.prediction), ("target", self.target), ("score", self.score))
        return tuple((option, name) for option, name in pairs if name is not None)


@dataclass
class Subjects:
    """Groups over a sample of the rows, the values over all rows, and what is broken whatever chance does."""

    sample: Numbers
    groups: list[Group] = field(default_factory=list)
    found: list[Floats] = field(default_factory=list)
    """Of each detector of each group: the values of the chunks, over all rows."""
    lawful: list[Floats] = field(default_factory=list)
    """Of each detector of each group: those of chunks and windows by which it is judged; NaN where the sample is."""
    broken: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)



class Reader:
    """Reads column after column of both files, and lets go of each before the next."""

    def __init__(
        self, files: tuple[Table, Table], detectors: Sequence[Detector], labels: Labels, kept: Numbers, chunks: int, *,
        dependence: Dependence,
    ) -> None:  # fmt: skip
        """`kept`: rows that are in the reference or a chunk; `dependence` is told of every column."""
        self.files = files
        self.dependence = dependence
        self.detectors = detectors
        self.kept, self.labels, self.chunks = kept, labels, chunks
        self.layout = windowed(chunks)
        columns = len(files[0].types)
        self.subjects = Subjects(sampled(labels, kept, chunks, WORK // max(columns, 1)))
        self.is_sampled = len(self.subjects.sample) < len(kept)
        self._labels = labels[kept]
        self._parts = parts_of(self._labels, chunks) if self.is_sampled or len(kept) > RANKED else []
        self.vector_rows = sampled(labels, kept, chunks, VECTORS // max(columns, 1)) if self.on("rows") else kept[:0]
        self.vectors = np.empty((len(self.vector_rows), columns), order="F")
        self.vector_codes: list[Codes] = []
        self.few_vectors: list[Floats] = []
        self.few_codes: list[Codes] = []

    def on(self, subject: Subject) -> tuple[Detector, ...]:
        """The chosen detectors of one kind of subject."""
        return tuple(detector for detector in self.detectors if subject in detector.on)

    def add(
        self, few: Splittable, detectors: tuple[Detector, ...], values: Floats, every: Floats | None = None, still: Floats | None = None
    ) -> None:
        """A group, its (detectors, chunks) values, and those (detectors, total) of all rows where they were made."""
        total = self.layout.total
        judged = np.full((len(detectors), total), np.nan)
        if every is not None and self.is_sampled:
            lawful = np.array([detector.id in LAWFUL for detector in detectors])
            judged[lawful] = every[lawful]
        self.subjects.groups.append(Group(few, detectors, still))
        self.subjects.found.append(values.reshape(len(detectors), self.chunks))
        self.subjects.lawful.append(judged)

    def add_rows(self, few: Splittable, every: Splittable, detectors: tuple[Detector, ...]) -> None:
        """A group of something that was made of all rows."""
        if not detectors:
            return
        is_needed = self.is_sampled and any(detector.id in LAWFUL for detector in detectors)
        layout = self.layout if is_needed else Layout(self.chunks)
        found = measure([Group(every, detectors)], self._labels, layout).reshape(len(detectors), layout.total)
        self.add(few, detectors, found[:, : self.chunks], found if is_needed else None)

    def floats(self, name: str) -> Floats:
        """A column of both files."""
        return np.concatenate([table.floats(name) for table in self.files])

    def missing(self, name: str) -> Mask:
        """Where a column of both files has nothing."""
        return np.concatenate([table.missing(name) for table in self.files])

    def numbers(self, name: str, *, is_feature: bool) -> None:
        """A column of numbers: how they spread, and where there are none."""
        values = self.floats(name)
        self.add_numbers(name, values, self.on("numeric"))
        if is_feature and self.on("rows"):
            self.vectors[:, len(self.few_vectors)] = values[self.vector_rows]
            self.few_vectors.append(values[self.subjects.sample])
        absent = np.isnan(values) if all(name in table.plain for table in self.files) else self.missing(name)
        self.flag(name, "missing", absent)
        if self.files[0].types[name] == "VARCHAR" or self.files[1].types[name] == "VARCHAR":
            self.flag(name, "type", np.isnan(values) & ~absent)

    def add_numbers(self, name: str, values: Floats, detectors: tuple[Detector, ...]) -> None:
        """Numbers of all rows, NaN where missing."""
        if not detectors:
            return
        self.dependence.numbers(values)
        few = numeric(name, values[self.subjects.sample], self.chunks, exact=False)
        kept = values if len(self.kept) == len(values) else values[self.kept]
        every = None
        if self._parts:
            split = wide(kept, self._parts, self.layout)
            every = np.stack([detector.measure(split) for detector in detectors])
        if every is not None and len(self.kept) > RANKED:
            found = every[:, : self.chunks]
        else:
            found = measure([Group(numeric(name, kept, self.chunks, exact=True), detectors)], self._labels, Layout(self.chunks))
        self.add(few, detectors, found, every)

    def categories(self, name: str, *, is_feature: bool) -> None:
        """A column of categories."""
        known, fresh = (table.categories(name) for table in self.files)
        often = sorted(known, key=lambda value: (-known[value], value))
        new = sorted((value for value in fresh if value not in known), key=lambda value: (-fresh[value], value))
        if len(often) > MOST_CATEGORIES:
            self.subjects.notes.append(f"`{name}` has {len(often)} categories: the rarest beyond {MOST_CATEGORIES} count as one")
            often, new = often[:MOST_CATEGORIES], []
        values = [*often, *new[:MOST_CATEGORIES]]
        codes = np.concatenate([table.codes(name, values) for table in self.files])
        self.dependence.categories(codes)
        self.add_rows(
            Categorical(name, codes[self.subjects.sample], len(values) + 1),
            Categorical(name, codes[self.kept], len(values) + 1),
            self.on("categorical"),
        )
        self.flag(name, "missing", codes < 0)
        if is_feature and self.on("rows"):
            self.vector_codes.append(codes[self.vector_rows])
            self.few_codes.append(codes[self.subjects.sample])

    def flag(self, name: str, what: Subject, marks: Mask) -> None:
        """A yes or no of each row."""
        detectors = self.on(what)
        few = Flag(name, what, marks[self.subjects.sample])
        if marks.any():
            self.dependence.marks(marks)
            self.add_rows(few, Flag(name, what, marks[self.kept]), detectors)
        elif detectors:  # as often it is, and then every labelling has the same
            still = measure([Group(few, detectors)], self.labels[self.subjects.sample], self.layout)
            self.add(few, detectors, still.reshape(len(detectors), -1)[:, : self.chunks], still=still)

    def texts(self, name: str) -> None:
        """A column of prose: how long it is, and how often it refuses."""
        column = quoted(name)
        lengths, refusals = [], []
        for table in self.files:
            found = table.arrays(
                length=f"CAST(length({column}) AS DOUBLE)", refused=f"coalesce(regexp_matches({column}, '{_escaped(PATTERN)}'), false)"
            )
            lengths.append(np.asarray(np.ma.filled(found["length"].astype(np.float64), np.nan)))
            refusals.append(np.asarray(found["refused"], dtype=bool))
        length = np.concatenate(lengths)
        self.add_numbers(name, length, self.on("text"))
        self.flag(name, "refusal", np.concatenate(refusals))
        self.flag(name, "missing", np.isnan(length))

    def embeddings(self, name: str) -> None:
        """A column of vectors. Those of another length than the first one of the reference count as missing."""
        lists = [value for table in self.files for value in table.lists(name)]
        size = next((len(value) for value in lists if value), 0)
        fits = np.array([value is not None and len(value) == size and None not in value for value in lists], dtype=bool)
        detectors = self.on("embedding")
        if detectors and size:
            table = np.full((len(lists), size), np.nan)
            table[fits] = np.array([value for value, good in zip(lists, fits, strict=True) if good], dtype=np.float64).reshape(-1, size)
            self.dependence.numbers(table.mean(axis=1))
            self.add_rows(Rows(name, table[self.subjects.sample], ()), Rows(name, table[self.kept], ()), detectors)
        self.flag(name, "missing", ~fits)

    def whole_rows(self) -> None:
        """All features together."""
        detectors = self.on("rows")
        if not detectors or len(self.few_vectors) + len(self.vector_codes) < 2:
            return
        numbers = np.stack(self.few_vectors, axis=1) if self.few_vectors else np.empty((len(self.subjects.sample), 0))
        every = Rows("*", self.vectors[:, : len(self.few_vectors)], tuple(self.vector_codes))
        split = every.split(self.labels[self.vector_rows], Layout(self.chunks))
        self.add(Rows("*", numbers, tuple(self.few_codes)), detectors, np.stack([detector.measure(split) for detector in detectors]))


def _escaped(text: str) -> str:
    return text.replace("'", "''")


def sampled(labels: Labels, kept: Numbers, chunks: int, wanted: int) -> Numbers:
    """Of `kept` rows about `wanted`: all, or of the reference and of each chunk the same share, but never less than 20."""
    wanted = max(wanted, LEAST_ROWS)
    if len(kept) <= wanted:
        return kept
    random = np.random.default_rng((0, OWN))
    share = wanted / len(kept)
    parts = []
    for label in range(chunks + 1):
        rows = kept[labels[kept] == label]
        size = min(len(rows), max(int(len(rows) * share), 20))
        parts.append(np.sort(random.choice(rows, size=size, replace=False)))
    return np.concatenate(parts)


def read(reader: Reader, roles: Roles, skipped: set[str]) -> None:
    """Every column that the chosen detectors look at. Raises InputError when a column that was named is not there."""
    reference, analysis = reader.files
    for option, name in roles.named:
        if name not in reference.types:
            raise InputError(f"has no column `{name}`, which `--{option}` names", str(reference.path))
    names = [name for name in reference.types if name and name not in skipped]
    late = [name for name in names if name == roles.target and name not in analysis.types]
    both = [name for name in names if name in analysis.types]
    if not both:
        raise InputError("has no column that the reference has", str(analysis.path))
    subjects = reader.subjects
    subjects.broken += [(name, "missing_column") for name in names if name not in both and name not in late]
    roled = {name for _, name in roles.named}
    for name in both:
        known, seen = reference.facts(name), analysis.facts(name)
        kind = kind_of(name, known, seen)
        if kind == "identifier" and name in roled and known.numbers == known.present:
            kind = "numeric"
        _column(reader, name, "categorical" if name in roles.categorical else kind, known, seen, is_feature=name not in roled)
    reader.whole_rows()
    extra = [name for name in analysis.types if name not in reference.types and name not in skipped]
    if extra:
        subjects.notes.append(f"columns that the reference does not have are left out: {', '.join(f'`{name}`' for name in extra[:10])}")
    if late:
        subjects.notes.append(f"the analysis has no `{roles.target}` yet: performance is not measured")


def _column(reader: Reader, name: str, kind: Kind, known: Facts, seen: Facts, *, is_feature: bool) -> None:
    notes = reader.subjects.notes
    if kind in ("time", "identifier"):
        notes.append(f"`{name}` {'holds times' if kind == 'time' else 'names the rows'} and is left out")
    elif kind == "other":
        notes.append(f"`{name}` holds {known.type[:40]}, which nothing is compared of, and is left out")
    elif kind == "empty":
        notes.append(f"`{name}` is empty in the reference")
        reader.flag(name, "missing", reader.missing(name))
    elif kind == "numeric":
        if seen.present and seen.numbers * 2 < seen.present:
            reader.subjects.broken.append((name, "changed_type"))
        else:
            reader.numbers(name, is_feature=is_feature)
    elif kind == "categorical":
        reader.categories(name, is_feature=is_feature)
    elif kind == "embedding":
        if seen.present and not is_vector(seen.type) and not reader.files[1].is_text:
            reader.subjects.broken.append((name, "changed_type"))
        else:
            reader.embeddings(name)
    else:
        notes.append(f"`{name}` is prose: its length is compared, and how often it refuses")
        reader.texts(name)
