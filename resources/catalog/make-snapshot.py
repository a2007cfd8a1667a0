#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Crossroads authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes catalog.json, the bundled catalog (FORMAT.md), from a file of facts on models and offers.

    make-snapshot.py FACTS.json > catalog.json

Prices stay decimal text from end to end. Left out: models that are not for chat, offers that are retired or that
their provider no longer lists, offers without a price, and offers of providers that the vendor table does not know.
"""
import json
import sys

PROVIDERS = """openrouter openai deepseek mistral groq xai moonshotai togetherai fireworks-ai cerebras deepinfra
siliconflow perplexity nvidia zai alibaba anthropic google""".split()


def offer_row(offer):
    row = [PROVIDERS.index(offer["provider"]), offer["provider_model_id"], offer["input_usd_per_mtok"],
           offer["output_usd_per_mtok"], offer.get("cache_read_usd_per_mtok"), offer.get("cache_write_usd_per_mtok"),
           offer.get("reasoning_usd_per_mtok"), offer.get("context_tokens") or 0, offer.get("max_output_tokens") or 0,
           offer["as_of"]]
    return row


def usable(offer):
    return (offer["provider"] in PROVIDERS and offer.get("status") not in ("retired", "deprecated")
            and not offer.get("not_in_newer_snapshot") and offer["input_usd_per_mtok"] is not None
            and offer["output_usd_per_mtok"] is not None and not offer.get("variant")
            and not offer.get("region") and not offer.get("wire") and not offer.get("endpoint"))


def main():
    facts = json.load(open(sys.argv[1], encoding="utf-8"))
    models = []
    for model in facts["models"]:
        offers = [offer_row(o) for o in model["offers"] if usable(o)]
        if model["kind"] != "chat" or not offers:
            continue
        models.append([model["id"], model["name"], model["author"], model.get("context_tokens") or 0,
                       int(bool(model["supports"]["reasoning"])), offers])
    models.sort(key=lambda row: row[0])
    newest = max(offer[9] for model in models for offer in model[5])
    out = sys.stdout
    out.write(json.dumps({"format": 1, "as_of": newest, "providers": PROVIDERS}, ensure_ascii=False)[:-1])
    out.write(', "models": [\n')
    out.write(",\n".join(json.dumps(m, ensure_ascii=False, separators=(",", ":")) for m in models))
    out.write("\n]}\n")


main()
