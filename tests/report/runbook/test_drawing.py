"""Pictures."""

from __future__ import annotations

from xml.etree import ElementTree

from enclave.report.runbook.drawing import Drawing, chain, chains, cut

SVG = "{http://www.w3.org/2000/svg}"


def test_a_picture_is_xml_whatever_is_written_and_holds_all_that_was_drawn() -> None:
    drawing = Drawing()
    drawing.box(10, 10, 100, 50, "hub")
    drawing.words(20, 30, "<a> & \x00\ud800", bold=True)
    drawing.line([(0, 0), (300, 200)], arrow=True)
    root = ElementTree.fromstring(drawing.svg("t <x>"))
    assert root.find(f"{SVG}title").text == "t <x>"  # type: ignore[union-attr]
    assert [text.text for text in root.iter(f"{SVG}text")] == ["<a> &   "]


def test_a_chain_breaks_into_rows_and_every_box_is_inside() -> None:
    steps = [("plain", f"step {number}", ("some words that are longer than a line of the box",)) for number in range(7)]
    root = ElementTree.fromstring(chain(steps, "t", columns=5))
    boxes = [box for box in root.iter(f"{SVG}rect") if box.get("rx")]
    assert len(boxes) == 7
    assert len({box.get("y") for box in boxes}) == 2
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    assert all(float(box.get("x", 0)) + float(box.get("width", 0)) <= width for box in boxes)
    assert all(float(box.get("y", 0)) + float(box.get("height", 0)) <= height for box in boxes)


def test_flows_stand_apart() -> None:
    step = ("plain", "a", ("b",))
    root = ElementTree.fromstring(chains({"one": (step, step), "two": (step,)}, "t"))
    assert len([line for line in root.iter(f"{SVG}path") if line.get("marker-end")]) == 1
    assert {text.text for text in root.iter(f"{SVG}text")} == {"one", "two", "a", "b"}


def test_a_long_name_is_cut_in_its_middle() -> None:
    assert cut("abcdefghij", 10) == "abcdefghij"
    assert cut("abcdefghijk", 10) == "abcdef…ijk"
