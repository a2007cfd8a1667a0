// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/credits/generationrecord.h"

#include "app/providers/usagetally.h"

#include <QCoreApplication>

namespace Crossroads {

static QString tr(const char *text)
{
    return QCoreApplication::translate("GenerationRecord", text);
}

/// Nothing where there is none, or one that no request costs.
static std::optional<Money> costIn(const Json &value)
{
    constexpr qint64 mostPico = 1'000'000'000'000'000; // a thousand dollars
    const auto amount = dollars(value);
    return amount && amount->pico >= 0 && amount->pico <= mostPico ? amount : std::nullopt;
}

Result<Correction> correctionFrom(QByteArrayView generation, qint64 rowId)
{
    JsonReader reader;
    const Json record = reader.readObject(generation).value_or(Json())["data"];
    const auto cost = costIn(record["total_cost"]);
    if (!cost)
        return fail(ErrorKind::Protocol, tr("OpenRouter's record of the request tells no cost."),
                    tr("It may not be ready yet: ask again in a few seconds."));
    Correction correction{.rowId = rowId, .cost = *cost};
    if (record["is_byok"].truth())
        correction.cost += costIn(record["upstream_inference_cost"]).value_or(Money{});
    correction.usage.input = tokenCount(record["native_tokens_prompt"]);
    correction.usage.output = tokenCount(record["native_tokens_completion"]);
    correction.usage.reasoning = tokenCount(record["native_tokens_reasoning"]);
    correction.usage.cachedInput = tokenCount(record["native_tokens_cached"]);
    return correction;
}

} // namespace Crossroads
