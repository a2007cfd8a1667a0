#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Crossroads authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""costcheck.py EXPECT.jsonl COSTS.jsonl: what recorded answers cost, computed anew in exact decimals.

EXPECT.jsonl is what a parser of its own says of the recordings beside it; COSTS.jsonl has a line {file, prices, cost} for
each that the project priced: its prices as decimal text in USD per million tokens, its cost in whole picodollars.
Fails where a cost is another, to the last picodollar, or where one is missing."""
import decimal
import json
import pathlib
import re
import sys

decimal.getcontext().prec = 80
folder = pathlib.Path(sys.argv[1]).parent
PICO = decimal.Decimal("1e-12")


def last(body, name):
    found = re.findall(rb'"%s"\s*:\s*(\d+)' % name.encode(), body)
    return int(found[-1]) if found else 0


def tokens(row):
    """Input, of it read from and written to a cache, output, of it reasoning; None where not all is told."""
    told = row.get("usage") or {}
    if told.get("inp") is None or told.get("out") is None or not row.get("finish"):
        return None
    inp, out = told["inp"], told["out"]
    body = (folder / row["file"]).read_bytes()
    if row["wire"] == "anthropic":
        read, written = told.get("cache_read") or 0, told.get("cache_write") or 0
        return inp + read + written, read, written, out, last(body, "thinking_tokens")
    if row["wire"] == "gemini":
        thoughts = told.get("thoughts") or 0
        # What tools added to the prompt is in the total alone.
        return told["total"] - out - thoughts, told.get("cached") or 0, 0, out + thoughts, thoughts
    # What the rows leave out: cached tokens beside the others, and reasoning that is in the total alone (xAI).
    reasoning = told.get("reasoning") or 0
    if reasoning and last(body, "total_tokens") == inp + out + reasoning:
        out += reasoning
    cached = told.get("cached")
    return inp, last(body, "cached_tokens") if cached is None else cached, 0, out, reasoning


def cost(counts, prices):
    inp, read, written, out, reasoning = counts
    rate = {name: decimal.Decimal(text) / 1_000_000 for name, text in prices.items()}
    # Long prompts: every rate of the request changes above the threshold.
    if "above" in prices and inp > int(prices["above"]):
        rate["input"], rate["output"] = rate["input_above"], rate["output_above"]
    total = (
        (inp - read - written) * rate["input"]
        + read * rate.get("cache_read", rate["input"])
        + written * rate.get("cache_write", rate["input"])
        + (out - reasoning) * rate["output"]
        + reasoning * rate.get("reasoning", rate["output"])
        + decimal.Decimal(prices.get("per_request", "0"))
    )
    return int(total.quantize(PICO, rounding=decimal.ROUND_HALF_EVEN) / PICO)


expected = {}
for line in open(sys.argv[1], encoding="utf-8"):
    row = json.loads(line)
    if row.get("http_status") == 200 and "text_sha1" in row and (counts := tokens(row)):
        expected[row["file"]] = counts
problems, seen = [], set()
for line in open(sys.argv[2], encoding="utf-8"):
    one = json.loads(line)
    if one["file"] not in expected:
        continue  # the parser behind the rows read no whole usage there
    seen.add(one["file"])
    right = cost(expected[one["file"]], one["prices"])
    if int(one["cost"]) != right:
        problems.append(f"{one['file']}: {one['cost']} picodollars, not {right}, at {one['prices']}")
problems += [f"{file}: has no cost" for file in sorted(set(expected) - seen)]
print("\n".join(problems) or f"the costs of {len(seen)} recorded answers are exact")
sys.exit(1 if problems else 0)
